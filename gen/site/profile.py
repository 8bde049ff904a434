"""The site profile: everything that is one site's own, so that another site is settings and not code."""

import string
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, model_validator

from gen.errors import PageError
from gen.site.layout import Layout
from gen.site.requirement import Ageing, Requirement
from gen.site.slug import SlugRule, slug

_SHIPPED = Path(__file__).parent / "profiles"
_DEFAULT = "quicktakes"
_PLACEHOLDERS = frozenset({"question", "title", "subject", "subject_slug", "slug"})
_LONGEST_NAME = 255  # bytes of a file name: ext4, APFS, NTFS
_DEEPEST_BASE = 8  # a profile based on a profile based on ...


def _known_placeholders(pattern: str) -> str:
    for _, name, spec, conversion in string.Formatter().parse(pattern):
        if name is not None and (name not in _PLACEHOLDERS or spec or conversion):
            raise ValueError(f"{{{name}}} is not one of {', '.join(sorted(_PLACEHOLDERS))}")
    return pattern


def _below_the_tree(pattern: str) -> str:
    path = PurePosixPath(pattern)
    if path.is_absolute() or ".." in path.parts or "\\" in pattern:
        raise ValueError("the path is relative, and stays inside the tree")
    # Both, for two subjects may have the same question, and no two pages may have the same file.
    if {name for _, name, _, _ in string.Formatter().parse(pattern)} - {None} != {"subject_slug", "slug"}:
        raise ValueError("the path is made of {subject_slug} and {slug}, both of them")
    return pattern


Pattern = Annotated[str, AfterValidator(_known_placeholders)]
PathPattern = Annotated[Pattern, AfterValidator(_below_the_tree)]


class SiteProfile(BaseModel):
    """What pages of a site look like. `SiteProfile()` is the shipped profile `quicktakes`.

    Settings name a base and override some of it, each key as a whole: `{profile: hugo, author: Jane}`.

    Attributes:
        profile: the base: a shipped profile's name, or the path of a YAML file (relative to `root` in the validation
            context, or to the current folder).
        author: of every page.
        language: of the answers, a BCP 47 tag.
        title_pattern, article_title_pattern, seo_title_pattern, url_pattern, file_name_pattern: of the page's fields.
        html_title_pattern: of what the site puts into `<title>`.
        description_prefix: what the site puts before the description.
        keyword_separator: between the keywords of the page's one string.
        slug_rule: see `gen.site.slug.slug`.
        path_pattern: of the file below the tray and the content tree.
        subjects: display name to the other spellings that mean it.
        subjects_closed: whether a subject outside `subjects` is an error.
        requirements: what a page must have, by name; see docs/site.md.
        ageing: what of a page ages, and when somebody is to look at it again.
        layout: the file itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Never seen: the base profile gives every value that the settings do not.
    profile: str = _DEFAULT
    author: str = ""
    language: str = ""
    title_pattern: Pattern = ""
    article_title_pattern: Pattern = ""
    seo_title_pattern: Pattern = ""
    html_title_pattern: Pattern = ""
    description_prefix: str = ""
    keyword_separator: str = ", "
    slug_rule: SlugRule = "drop"
    file_name_pattern: Pattern = ""
    path_pattern: PathPattern = "{slug}"
    url_pattern: Pattern = ""
    subjects: dict[str, tuple[str, ...]] = {}
    subjects_closed: bool = False
    requirements: dict[str, Requirement] = {}
    ageing: Ageing = Ageing()
    layout: Layout = Layout.model_construct()

    @model_validator(mode="before")
    @classmethod
    def _on_its_base(cls, given: object, info: ValidationInfo) -> object:
        if not isinstance(given, Mapping):
            return given
        root = info.context.get("root", Path()) if isinstance(info.context, Mapping) else Path()
        return _with_base(given, Path(root), _DEEPEST_BASE)

    @model_validator(mode="after")
    def _subjects_differ(self) -> "SiteProfile":
        seen: dict[str, str] = {}
        for name, spellings in self.subjects.items():
            for spelling in {self.slug(text) for text in (name, *spellings)}:
                if not spelling:
                    raise ValueError(f"subject {name!r}: nothing of it is left in a path")
                if seen.setdefault(spelling, name) != name:
                    raise ValueError(f"subjects {seen[spelling]!r} and {name!r} share the path {spelling!r}")
        return self

    def slug(self, text: str) -> str:
        """The slug of a text by this site's rule."""
        return slug(text, self.slug_rule)

    @cached_property
    def subjects_by_slug(self) -> dict[str, str]:
        """Slug of every spelling to the display name."""
        return {
            self.slug(spelling): name for name, spellings in self.subjects.items() for spelling in (name, *spellings)
        }

    def subject_name(self, text: str) -> str | None:
        """The display name of a subject in any of its spellings, case and punctuation aside.

        A subject that the profile does not know is its own display name where the subjects are open, and None where
        they are closed or nothing of it would be left in a path.
        """
        wanted = self.slug(text.strip())
        known = self.subjects_by_slug.get(wanted)
        if known is not None or self.subjects_closed or not wanted:
            return known
        return text.strip()

    def title(self, question: str, subject: str) -> str:
        """The page's `title`."""
        return self._fill(self.title_pattern, subject=subject, question=question, title=question)

    def article_title(self, question: str, subject: str) -> str:
        """The page's `article_title`."""
        return self._fill(self.article_title_pattern, subject=subject, question=question, title=question)

    def seo_title(self, subject: str, question: str = "") -> str:
        """The page's `seo_title`."""
        return self._fill(self.seo_title_pattern, subject=subject, question=question, title=question)

    def html_title(self, title: str, subject: str) -> str:
        """What the site shows as `<title>`, and searchers as the headline."""
        return self._fill(self.html_title_pattern, subject=subject, question=title, title=title)

    def url_for(self, subject: str, slug: str) -> str:
        """The page's URL on the site.

        Args:
            subject: display name.
            slug: of the question.
        """
        return self._fill(self.url_pattern, subject=subject, slug=slug)

    def file_name(self, subject: str, slug: str) -> str:
        """The page's `file_name`."""
        return self._fill(self.file_name_pattern, subject=subject, slug=slug)

    def draft_path(self, subject: str, slug: str) -> PurePosixPath:
        """Where the page stands below the tray, and below the content tree.

        Raises:
            PageError: nothing of the question or the subject is left in the path, or a part is longer than file
                systems take.
        """
        hint = "Reword it: a page's place is made of its letters a-z and digits."
        if not slug:
            raise PageError("the question leaves no file name", field="question", hint=hint)
        if not self.slug(subject):
            raise PageError("the subject leaves no folder name", field="subject", hint=hint)
        path = PurePosixPath(self._fill(self.path_pattern, subject=subject, slug=slug))
        longest = max(len(part.encode()) for part in path.parts)
        if longest > _LONGEST_NAME:
            message = f"the file name would be {longest} bytes, and file systems take {_LONGEST_NAME}"
            raise PageError(message, field="question", hint="Shorten the question.")
        return path

    def _fill(self, pattern: str, *, subject: str, slug: str = "", question: str = "", title: str = "") -> str:
        values = {"subject": subject, "subject_slug": self.slug(subject), "slug": slug}
        return pattern.format(**values, question=question, title=title)


def _with_base(given: Mapping[str, Any], root: Path, depth: int) -> dict[str, Any]:
    """The settings over the profile they name, over the profile that one names, and so on."""
    name = given.get("profile", _DEFAULT)
    if not isinstance(name, str) or not name:
        raise ValueError("profile is the name of a shipped profile or the path of a YAML file")
    if depth == 0:
        raise ValueError(f"profile {name!r}: profiles that name each other as base")
    base = _shipped(name) if name in _shipped_names() else _with_base(_read(root / name, name), root, depth - 1)
    return {**base, **given, "profile": name}


@cache
def _shipped_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.yaml")))


@cache
def _shipped(name: str) -> dict[str, Any]:
    return _read(_SHIPPED / f"{name}.yaml", name)


def _read(path: Path, name: str) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506, a safe one
    except FileNotFoundError:
        raise ValueError(f"profile {name!r} is neither a file nor one of {', '.join(_shipped_names())}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(f"profile {name!r} cannot be read: {error}") from None
    if not isinstance(content, dict):
        raise ValueError(f"profile {name!r} is not a mapping of settings")  # noqa: TRY004 (pydantic wants ValueError)
    return content
