"""The list of documents, page by page, and what is done to the folder from it."""

from html import escape as exact

from app.collection import Collections, Served
from app.documents.fragments import lines_html, list_html, step_html
from app.documents.listing import listed, wanted
from app.documents.originals import TEXT_HEADERS
from app.documents.rebuild import Step
from app.documents.words import report_said
from app.errors import for_readers
from app.web.routes import Sent, View, Visit
from index.errors import CiteseedError

_MISSING = "There is no list of documents here."


def listing_views(collections: Collections) -> list[View]:
    """Those of the Documents tab, of the collection that is named: they come before those of a single document."""

    def rows(visit: Visit) -> Sent:
        served, wish = collections.chosen(visit.query), wanted(visit.query)
        snapshot, folder = served.live.bot.snapshot, served.folder
        contents, looking = folder.contents(snapshot, visit.query.get("again") == "1")
        built_at, name = str(snapshot.manifest["built_at"]), folder.root.name
        page = listed(contents.rows, wish)
        return _sent(
            list_html(contents, page, wish, name, built_at, read_only=folder.read_only, looking=looking),
        )

    def building(visit: Visit) -> Sent:
        return _building(collections.chosen(visit.query))

    def read_again(visit: Visit) -> Sent:
        served = collections.chosen(visit.form)
        served.folder.rebuild()
        return _building(served)

    def delete(visit: Visit) -> Sent:
        folder, source = collections.chosen(visit.form).folder, visit.form.get("source", "")
        removed = folder.remove([source])
        if removed.removed:
            folder.rebuild()
            return _sent(f"<p>Deleted <bdi>{exact(source)}</bdi>.</p>")
        return _sent("".join(f"<p>{exact(kept)} was not deleted: {exact(why)}.</p>" for kept, why in removed.kept))

    return [
        View("/documents", rows, _MISSING),
        View("/documents/building", building, _MISSING),
        View("/documents/building", read_again, _MISSING, "POST"),
        View("/documents/delete", delete, _MISSING, "POST"),
    ]


def _building(served: Served) -> Sent:
    """How far the last build is, or what came of it."""
    live, running = served.live, served.folder.building
    fault = live.fault
    generation = live.bot.snapshot.generation
    is_running, said = running is not None and running.is_running, ""
    if running and is_running:
        said = step_html(running.step)
    elif running and (error := running.outcome.exception()):
        said = lines_html(f"The folder was not read again. {_told(error)}")
    elif running:
        report = running.outcome.result()
        is_running = report.generation > generation and not fault  # it is being loaded
        said = step_html(Step()) if is_running else lines_html(*report_said(report))
    if fault:
        said += lines_html(for_readers(fault))
    return _sent(f'<div class="{"running" if is_running else "over"}" data-generation="{generation}">{said}</div>')


def _told(error: BaseException) -> str:
    if isinstance(error, CiteseedError):
        return for_readers(error)
    return "Something went wrong here. The server's log says what."


def _sent(fragment: str) -> Sent:
    return Sent(fragment, TEXT_HEADERS)
