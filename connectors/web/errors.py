"""Errors of the web channel: one shape, one clear sentence, nothing of the request echoed."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

log = logging.getLogger(__name__)

MESSAGES = {
    "message_too_long": "Tin nhắn dài quá 2.000 chữ cái. Hãy nói ngắn lại bằng vài câu.",
    "message_empty": "Tin nhắn chưa có chữ nào.",
    "not_json": "Nội dung gửi lên không phải JSON đúng cú pháp.",
    "bad_request": "Yêu cầu thiếu hoặc sai một trường; xem /docs.",
    "not_found": "Không có gì ở địa chỉ này.",
    "no_procedure": "Không có thủ tục nào mang mã này.",
    "no_dossier": "Không có hồ sơ nào mang mã này ở hệ thống đang nối.",
    "bad_dossier_code": "Đây không phải mã hồ sơ.",
    "dossiers_unavailable": "Hệ thống tra cứu hồ sơ chưa trả lời. Thử lại sau ít phút.",
    "no_dossier_provider": "Chưa nối với hệ thống tra cứu hồ sơ nào.",
    "switched_off": "Phần này đang tạm tắt. Hỏi nơi tiếp nhận hồ sơ, hoặc thử lại sau.",
    "no_answer": "Không có câu trả lời nào cho tin nhắn này.",
    "no_code": "Mã này không đúng hoặc đã hết hạn.",
    "too_many": "Gửi nhanh quá. Đợi mười giây rồi gửi tiếp.",
    "too_large": "Nội dung gửi lên quá lớn.",
    "forged": "Không chứng minh được là do nền tảng gửi tới.",
    "not_stored": "Chưa lưu được. Gửi lại sau ít giây.",
    "origin_not_allowed": "Trang web này chưa được phép dùng trợ lý.",
    "restarting": "Trợ lý đang khởi động lại, tin nhắn đã được giữ. Gửi lại sau ít giây.",
    "failed": "Máy chủ gặp trục trặc. Gửi lại sau ít phút.",
}


class ApiError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, code: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.headers = headers or {}


def install(app: FastAPI) -> None:
    """Give every error of `app` the shape of `FailedOut`."""

    @app.exception_handler(ApiError)
    async def _api(request: Request, error: ApiError) -> JSONResponse:
        return failed(error.status, error.code, error.headers)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        found = {str(item.get("msg", "")) for item in error.errors()}
        kinds = {str(item.get("type", "")) for item in error.errors()}
        for code in ("message_too_long", "message_empty"):
            if any(code in message for message in found):
                return failed(422, code)
        fields = sorted({_field(item["loc"]) for item in error.errors()})
        if "json_invalid" in kinds:
            return failed(400, "not_json")
        return failed(422, "bad_request", detail=", ".join(fields))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "not_found", 413: "too_large", 405: "not_found"}.get(
            error.status_code, "bad_request"
        )
        return failed(error.status_code, code, dict(error.headers or {}))

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("%s failed: %s", request.url.path, type(error).__name__)
        return failed(500, "failed")


def failed(
    status: int, code: str, headers: dict[str, str] | None = None, detail: str = ""
) -> JSONResponse:
    """The body of an error."""
    message = MESSAGES[code] + (f" ({detail})" if detail else "")
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers=headers)


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location if part != "body")[:60] or "body"
