"""Bringing the store up to date with the portal."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from connectors.portal.client import PortalClient
from connectors.portal.errors import PortalAnswerError, PortalShrankError
from knowledge.imported.report import Report
from knowledge.imported.run import Fetched, SyncRun
from knowledge.imported.store import ImportedStore

_BATCH = 20
_MOST_REFUSED_IN_A_ROW = 20


@dataclass(frozen=True)
class SyncOptions:
    """page: items asked for at once. refresh_days: details older than this are read again.
    everything: all details. afresh: do not go on with an interrupted run. allow_shrink: believe
    a list from which more than a fifth vanished.
    """

    page: int = 50
    refresh_days: int = 7
    everything: bool = False
    afresh: bool = False
    allow_shrink: bool = False


def sync(
    portal: PortalClient,
    store: ImportedStore,
    today: date,
    curated: Collection[str],
    options: SyncOptions,
    progress: Callable[[str], None] = lambda line: None,
) -> Report:
    """Read the list, then the details that are new, listed differently or old; then what vanished.

    Interrupted at any point, the next call goes on. progress: told one line now and then.

    Raises:
        PortalError: the portal cannot be read now; what was read is kept.
        ImportedStoreError: another synchronisation is at work on the store.

    """
    run = SyncRun.begin(
        store, portal.url, today,
        everything=options.everything, curated=curated, afresh=options.afresh,
    )  # fmt: skip
    if run.resumed:
        progress(f"làm tiếp lần đồng bộ {run.number} còn dang dở")
    _list(portal, run, today - timedelta(days=options.refresh_days), options.page, progress)
    _details(portal, run, progress)
    progress("đối chiếu các bản ghi")
    return run.finish(options.allow_shrink)


def believe(report: Report) -> None:
    """Whether the list was believed.

    Raises:
        PortalShrankError: too much vanished at once, so nothing was withdrawn.

    """
    if report.refused:
        raise PortalShrankError(
            f"{report.refused} thủ tục biến mất cùng lúc, nhiều hơn một phần năm: không gỡ thủ tục "
            "nào; nếu đúng vậy, chạy lại với --allow-shrink"
        )


def _list(
    portal: PortalClient,
    run: SyncRun,
    refresh_before: date,
    limit: int,
    progress: Callable[[str], None],
) -> None:
    seen = run.pages * limit
    while run.phase == "listing":
        page = portal.page(run.cursor, limit)
        last = not page.items or not page.cursor or page.cursor == run.cursor
        new = run.add_page(page.items, page.cursor or run.cursor, page.total, last, refresh_before)
        if page.items and not new and not last:
            raise PortalAnswerError("danh sách của Cổng lặp lại chính nó")
        seen += len(page.items)
        progress(f"danh sách: {seen}/{page.total or '?'}")


def _details(portal: PortalClient, run: SyncRun, progress: Callable[[str], None]) -> None:
    done, count, refused = 0, run.count_wanted(), 0
    while wanted := run.wanted(_BATCH):
        fetched = []
        for record in wanted:
            try:
                fetched.append(Fetched(record.id, portal.detail(record.id)))
                refused = 0
            except PortalAnswerError as error:
                # This one record; the portal as a whole raises another error. But not for ever.
                fetched.append(Fetched(record.id, None, str(error)))
                refused += 1
        run.add_details(fetched)
        done += len(fetched)
        progress(f"chi tiết: {done}/{count}")
        if refused >= _MOST_REFUSED_IN_A_ROW:
            raise PortalAnswerError(
                f"Cổng từ chối {refused} chi tiết liền nhau: {fetched[-1].problem}"
            )
