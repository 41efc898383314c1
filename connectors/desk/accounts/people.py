"""Local accounts: names, roles, passwords, one-time codes, and the lock-out after failures."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Engine, RowMapping, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from connectors.desk.permissions import ROLES, Role
from connectors.desk.tables import FAILURES, PEOPLE

LEAST_PASSWORD, MOST_PASSWORD = 10, 200
MOST_FAILURES = 5
LOCKED_SECONDS = 15 * 60
CODE_SECONDS = 24 * 3600
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))


class AccountError(Exception):
    """reason: a key of `words.yaml`: wrong, locked, bad_code, short_password, bad_name, taken,
    last_administrator, nobody.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Person:
    """An account. shown: the name that citizens see. ready: has a password or a subject."""

    number: int
    name: str
    shown: str
    role: Role
    active: bool = True
    ready: bool = True


class People:
    """Blocking; each call one short transaction."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now

    def add(self, name: str, shown: str, role: Role) -> str:
        """A new account; its one-time code, which nobody can read again.

        Raises:
            AccountError: bad_name, taken.

        """
        known = canonical(name)
        said = " ".join(shown.split())[:80]
        if not known or len(known) > 80 or any(char.isspace() for char in known) or not said:
            raise AccountError("bad_name")
        if role not in ROLES:
            raise AccountError("bad_name")
        row = {
            "name": known, "shown": said, "role": role, "active": True, "created_at": self._now()
        }  # fmt: skip
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(PEOPLE).values(**row))
        except IntegrityError:
            raise AccountError("taken") from None
        return self.new_code(known)

    def administrator(self, name: str, shown: str) -> str:
        """An administrator of that name, made or made so again; a one-time code.

        Raises:
            AccountError: bad_name.

        """
        try:
            return self.add(name, shown, "administrator")
        except AccountError as error:
            if error.reason != "taken":
                raise
        with self._engine.begin() as connection:
            connection.execute(
                update(PEOPLE)
                .where(PEOPLE.c.name == canonical(name))
                .values(role="administrator", active=True)
            )
        return self.new_code(name)

    def new_code(self, name: str) -> str:
        """A fresh one-time code, for a day; the one before stops working, the password does not.

        Raises:
            AccountError: nobody has that name.

        """
        code = "".join(secrets.choice(_ALPHABET) for _ in range(12))
        values = {"code": _hash(code), "code_until": self._now() + CODE_SECONDS}
        with self._engine.begin() as connection:
            done = connection.execute(
                update(PEOPLE).where(PEOPLE.c.name == canonical(name)).values(**values)
            )
        if not done.rowcount:
            raise AccountError("nobody")
        return "-".join((code[:4], code[4:8], code[8:]))

    def choose_password(self, name: str, code: str, password: str) -> Person:
        """Set the password of whoever holds the one-time code, which then is used up.

        Raises:
            AccountError: locked, short_password, bad_code.

        """
        known = canonical(name)
        self._refuse_locked(known)
        if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD or canonical(password) == known:
            raise AccountError("short_password")
        given = code.replace("-", "").replace(" ", "").upper()
        mine = and_(
            PEOPLE.c.name == known,
            PEOPLE.c.active.is_(True),
            PEOPLE.c.code == _hash(given),
            PEOPLE.c.code_until >= self._now(),
        )
        values = {"password": _HASHER.hash(password), "code": None, "code_until": None}
        with self._engine.begin() as connection:
            done = connection.execute(update(PEOPLE).where(mine).values(**values))
        if not done.rowcount:
            self._failed(known)
            raise AccountError("bad_code")
        self._succeeded(known)
        return self._named(known)

    def check(self, name: str, password: str) -> Person:
        """Who this is. A name that nobody has takes as long and locks as soon as any other.

        Raises:
            AccountError: wrong, locked.

        """
        known = canonical(name)
        self._refuse_locked(known)
        row = self._row(PEOPLE.c.name == known)
        usable = row is not None and row["active"] and row["password"]
        try:
            _HASHER.verify(row["password"] if usable and row else _NOBODY, password[:MOST_PASSWORD])
        except VerificationError:
            usable = False
        if not usable or row is None:
            self._failed(known)
            raise AccountError("wrong")
        self._succeeded(known)
        return _person(row)

    def by_subject(self, subject: str, login: str) -> Person:
        """Who an identity provider's subject is; the first time it is bound to the account that
        an administrator made under that login.

        Raises:
            AccountError: nobody.

        """
        row = self._row(PEOPLE.c.subject == subject)
        if row is None and login:
            free = and_(PEOPLE.c.name == canonical(login), PEOPLE.c.subject.is_(None))
            with self._engine.begin() as connection:
                connection.execute(update(PEOPLE).where(free).values(subject=subject))
            row = self._row(PEOPLE.c.subject == subject)
        if row is None or not row["active"]:
            raise AccountError("nobody")
        return _person(row)

    def get(self, number: int) -> Person | None:
        """An account that may be used."""
        row = self._row(and_(PEOPLE.c.number == number, PEOPLE.c.active.is_(True)))
        return _person(row) if row else None

    def all(self) -> list[Person]:
        """Every account, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(PEOPLE).order_by(PEOPLE.c.name)).mappings()
            return [_person(row) for row in rows]

    def change(self, number: int, *, role: Role | None = None, active: bool | None = None) -> None:
        """Change a role, or close and open an account.

        Raises:
            AccountError: last_administrator: nobody could manage accounts any more.

        """
        values: dict[str, Any] = {}
        if role is not None:
            values["role"] = role
        if active is not None:
            values["active"] = active
        others = select(func.count()).where(
            PEOPLE.c.role == "administrator",
            PEOPLE.c.active.is_(True),
            PEOPLE.c.number != number,
        )
        stays = values.get("role", "administrator") == "administrator" and values.get(
            "active", True
        )
        with self._engine.begin() as connection:
            now = connection.execute(
                select(PEOPLE.c.role, PEOPLE.c.active).where(PEOPLE.c.number == number)
            ).first()
            was_administrator = now is not None and now.role == "administrator" and now.active
            if was_administrator and not stays and not connection.execute(others).scalar_one():
                raise AccountError("last_administrator")
            connection.execute(update(PEOPLE).where(PEOPLE.c.number == number).values(**values))

    def _named(self, known: str) -> Person:
        row = self._row(PEOPLE.c.name == known)
        if row is None:
            raise AccountError("nobody")
        return _person(row)

    def _row(self, condition: Any) -> RowMapping | None:
        with self._engine.connect() as connection:
            return connection.execute(select(PEOPLE).where(condition)).mappings().first()

    def _refuse_locked(self, known: str) -> None:
        query = select(FAILURES.c.locked_until).where(FAILURES.c.name == _hash(known))
        with self._engine.connect() as connection:
            until = connection.execute(query).scalar()
        if until is not None and until > self._now():
            raise AccountError("locked")

    def _failed(self, known: str) -> None:
        """Count; failures long apart do not add up."""
        now, key = self._now(), _hash(known)
        with self._engine.begin() as connection:
            row = (
                connection.execute(select(FAILURES).where(FAILURES.c.name == key))
                .mappings()
                .first()
            )
            recent = row is not None and row["last_at"] > now - LOCKED_SECONDS
            count = row["count"] + 1 if row is not None and recent else 1
            locked = count >= MOST_FAILURES
            values = {
                "count": 0 if locked else count,
                "last_at": now,
                "locked_until": now + LOCKED_SECONDS if locked else 0.0,
            }
            if row is None:
                connection.execute(insert(FAILURES).values(name=key, **values))
            else:
                connection.execute(update(FAILURES).where(FAILURES.c.name == key).values(**values))

    def _succeeded(self, known: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(FAILURES.delete().where(FAILURES.c.name == _hash(known)))


def canonical(name: str) -> str:
    """A name as it is compared."""
    return unicodedata.normalize("NFC", name).strip().lower()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _person(row: RowMapping) -> Person:
    return Person(
        number=row["number"],
        name=row["name"],
        shown=row["shown"],
        role=row["role"],
        active=row["active"],
        ready=bool(row["password"] or row["subject"]),
    )
