"""Looking dossiers up in the systems that hold them, remembering, and following them.

providers   ndxp (agency adapter, TraCuuHoSo) · igate (provincial gateway) · deeplink (none)
lookup      cache, time budget, one retry, circuit breaker, last known state, limits
follow      the durable schedule, and what it has to tell
"""
