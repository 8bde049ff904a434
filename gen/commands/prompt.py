"""`answerdesk prompt`: what the model would be asked."""

import argparse
import json
import sys
from pathlib import Path

from gen.arguments import add_model_argument
from gen.errors import RowError, UsageError
from gen.prompting.prompt import Prompt, PromptLibrary
from gen.prompting.values import SourceValues
from gen.question import Question
from gen.sources.asked import with_known_sources
from gen.sources.in_prompt import prompt_passages, source_values
from gen.sources.references import References
from gen.sources.sources import Sources
from gen.workspace import Workspace

HELP = "Show what the model would be asked for a question, and by which templates. Asks no model."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("question", metavar="QUESTION", help="the question's text")
    parser.add_argument("--subject", metavar="S", required=True, help="its subject")
    parser.add_argument("--notes", metavar="WORDS", default="", help="the editor's words for the prompt")
    parser.add_argument("--template", metavar="T", default="", help="a template of prompts/answer/")
    parser.add_argument(
        "--source", action="append", default=[], metavar="NAME", help="a reference, as in the column `sources`"
    )
    add_model_argument(parser)
    parser.add_argument(
        "--seo", metavar="PAGE", type=Path, help="the prompt for the SEO fields of this Markdown answer"
    )
    parser.add_argument("--json", action="store_true", help="as JSON: messages, hash, files")


def run(args: argparse.Namespace) -> int:
    """Render and print."""
    workspace = Workspace.find(args.start)
    site = workspace.settings.site
    subject = site.subject_name(args.subject)
    if subject is None:
        raise UsageError(f"the site has no subject {args.subject!r}", hint=f"Its subjects: {', '.join(site.subjects)}.")
    library = PromptLibrary(workspace.prompts)
    asked = {"notes": args.notes, "template": args.template, "sources": tuple(args.source)}
    question = Question(args.question, subject, slug_rule=site.slug_rule, **asked)
    template = workspace.settings.model_settings(args.model or workspace.settings.model).template
    if args.seo is None:
        prompt = library.answer(question, site, template=template, passages=_passages(workspace, question))
    else:
        answer = (args.start / args.seo).read_text(encoding="utf-8")
        prompt = library.seo(question, answer, profile=site, seo=workspace.settings.seo, template=template)
    _show(prompt, as_json=args.json)
    return 0


def _passages(workspace: Workspace, question: Question) -> tuple[SourceValues, ...]:
    """Those that `generate` would put there.

    Raises:
        UsageError: no reference has a name that the question names.
    """
    sources = Sources.open(workspace) if question.sources or workspace.settings.sources.in_prompt else None
    for row in with_known_sources([question], sources):
        if isinstance(row, RowError):
            raise UsageError(row.message, hint=row.hint)
    references = None if sources is None else References(sources, question.sources)
    return source_values(prompt_passages(question, references, workspace.settings.sources))


def _show(prompt: Prompt, *, as_json: bool) -> None:
    if as_json:
        said = {"messages": prompt.messages, "hash": prompt.hash, "files": prompt.files}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
        return
    sys.stderr.write(f"{' < '.join(prompt.files)}  {prompt.hash[:12]}\n")
    sys.stdout.write("\n".join(f"--- {m['role']}\n{m['content']}\n" for m in prompt.messages))
