"""The site profile: what pages of this site look like."""

from pydantic import BaseModel, ConfigDict


class SiteProfile(BaseModel):
    """Stub, to be replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    description_prefix: str = "Get the full answer from QuickTakes - "
    language: str = "en"
