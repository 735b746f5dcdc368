"""From a view model to one self-contained page: Jinja2 with escaping on and no undefined names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from reports import rag, sentences
from reports.archive import safe_name
from reports.language import Language
from reports.warehouse import Version

TEMPLATES = Path(__file__).parent / "templates"
FORMATS = (
    "amount",
    "day",
    "decimal",
    "integer",
    "moment",
    "money",
    "money_short",
    "percent",
    "ratio",
    "signed_integer",
    "signed_percent",
)


@dataclass(frozen=True)
class Frame:
    """What stands around every page: whose report, of which version, in which languages."""

    organisation: str
    version: Version | None
    languages: tuple[str, ...]
    as_of: date | None = None

    @property
    def day(self) -> date | None:
        """The reported day."""
        return self.as_of or (self.version.as_of if self.version else None)


@cache
def environment() -> Environment:
    """Return the one template environment; the language comes with each page's context."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update({name: _format(name) for name in FORMATS})
    env.filters["project_page"] = lambda code: f"project-{safe_name(code)}.html"
    env.globals["dimensions"] = rag.DIMENSIONS
    env.globals["style"] = Markup((TEMPLATES / "style.css").read_text("utf-8"))  # noqa: S704  ours
    return env


def page(template: str, language: Language, **context: Any) -> str:
    """Render `templates/<template>` to a whole HTML document in `language`."""
    words = {
        "lang": language,
        "t": language.text,
        "word": language.word,
        "reason": partial(rag.reason, language),
        "short": partial(rag.short, language),
        "said": partial(sentences.said, language),
    }
    return environment().get_template(template).render(**words, **context) + "\n"


def _format(name: str) -> Callable[..., str]:
    """Return a filter that writes a value as the page's language does."""

    @pass_context
    def write(context: Context, value: Any, *arguments: Any) -> str:
        return str(getattr(context["lang"], name)(value, *arguments))

    return write
