"""What is said of a file that was to be added to the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.adding import Added, Addition, add
from assistant.errors import AssistantError, CatalogueError, UnreadableFileError
from assistant.records import FileReport, outcome_of
from assistant.remarks import problem_lines
from assistant.settings import ReadSettings
from assistant.terminal import say


@dataclass(frozen=True, slots=True)
class Told:
    """A file, and what came of it: where it is in the corpus, or why it is not."""

    file: Path
    added: Added | None
    reason: str | None = None

    def to_dict(self) -> dict[str, object]:
        """It as an object for JSON."""
        return {
            "file": str(self.file),
            "outcome": self.added.outcome.value if self.added else "refused",
            "path": self.added.path if self.added else None,
            "reason": self.reason,
        }


def add_one(file: Path, folder: Path, settings: ReadSettings, *, force: bool) -> Told:
    """Add a file and tell what came of it.

    Raises:
        CatalogueError: the catalogue cannot be added to, for this file or any other.
    """
    try:
        added = add(file, folder, settings, force=force)
    except CatalogueError:
        raise
    except UnreadableFileError as error:
        reason = f"{error.reason} (--force adds it all the same)"
        say(f"error: {file} was not added: {reason}")
        return Told(file, None, reason)
    except AssistantError as error:
        say(f"error: {error}")
        return Told(file, None, str(error))
    for line in _lines(file, added):
        say(line)
    return Told(file, added)


def _lines(file: Path, added: Added) -> list[str]:
    if added.outcome is Addition.ALREADY_THERE:
        return [f"{file} is already in the corpus as {added.path}; nothing was added"]
    entry = added.entry
    known = [f"“{entry.title}”" if entry and entry.title else ""]
    known += [f"by {entry.author}" if entry and entry.author else ""]
    described = " ".join(part for part in known if part)
    lines = [f"added {added.path}{': ' if described else ''}{described}"]
    if added.instead_of:
        lines.append(
            f"it is not named {added.instead_of}, as another file is; if it replaces that one, "
            f'remove the old file, or give its entry superseded_by = "{added.path}"'
        )
    outcome = outcome_of(added.problems, 1)
    return lines + problem_lines([FileReport(added.path, outcome, None, None, 1, added.problems)])
