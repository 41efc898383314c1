"""Mistakes to plant in a good record, and what is said of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.planting import Plant, set_at


def _drop(key: str) -> Plant:
    def plant(data: dict[str, Any]) -> None:
        del data[key]

    return plant


def _benefit(**more: Any) -> dict[str, Any]:
    return {"id": "tien", "title": "Tiền", "amount": 1, "sources": ["cong"], **more}


# kind: (what is planted, a part of the reason)
RULES: dict[str, tuple[Plant, str]] = {
    "district office": (set_at("office", to="UBND huyện nơi cư trú"), "không còn cấp huyện"),
    "household book": (set_at("papers", 0, "name", to="Sổ hộ khẩu bản chính"), "sổ hộ khẩu"),
    "expired fee": (set_at("fees", 0, "valid_until", to=date(2025, 12, 31)), "đã hết hạn"),
    "fee window upside down": (
        lambda d: d["fees"][0].update(valid_from=date(2027, 2, 1), valid_until=date(2027, 1, 1)),
        "valid_from sau valid_until",
    ),
    "repealed law": (set_at("legal_basis", 0, "in_force_to", to=date(2026, 1, 1)), "hết hiệu lực"),
    "not looked at for long": (set_at("checked_on", to=date(2026, 1, 1)), "chưa kiểm tra lại"),
    "looked at tomorrow": (set_at("checked_on", to=date(2027, 1, 1)), "ở tương lai"),
    "past its own date": (set_at("valid_until", to=date(2026, 11, 1)), "bản ghi hết hạn"),
    "former code": (
        lambda d: d.update(code="1.009999", former_codes=["1.009999"]),
        "mã cũ",
    ),
    "fact without source": (set_at("papers", 0, "sources", to=[]), "không ghi nguồn"),
    "unknown source": (set_at("papers", 0, "sources", to=["khong_co"]), "không có nguồn tên"),
    "question before the one it depends on": (
        set_at("cases", 0, "when", to={"khong_co": ["a"]}),
        "không đứng trước nó",
    ),
    "case no question reaches": (
        set_at("papers", 0, "when", to={"khong_co": ["a"]}),
        "không có câu hỏi nào dẫn tới",
    ),
    "answer that does not exist": (
        lambda d: d["papers"][0].update(when={d["cases"][0]["id"]: ["khong_co"]}),
        "không có câu trả lời",
    ),
    "question that changes nothing": (
        lambda d: d["cases"].append(
            {
                "id": "vo_ich", "question": "Trời có mưa không?", "why": "Không để làm gì.",
                "answers": [{"id": "mua", "title": "Mưa"}, {"id": "nang", "title": "Nắng"}],
            }
        ),
        "không đổi điều gì",
    ),
    "step that needs an unlisted paper": (
        set_at("steps", 0, "papers", to=["giay_la"]),
        "không có trong hồ sơ",
    ),
    "step with unknown trouble": (set_at("steps", 0, "troubles", to=["la"]), "không có trục trặc"),
    "too few names": (
        lambda d: d.update(names=d["names"][:8], phrases=d["phrases"][:8]),
        "cần ít nhất 20",
    ),
    "id twice": (lambda d: d["papers"].append(dict(d["papers"][0])), "bị trùng"),
    "no way to submit": (
        lambda d: d.update(steps=[s for s in d["steps"] if s["stage"] != "submit"]),
        "thiếu bước submit",
    ),
    "no visit": (set_at("visit", to=[]), "thiếu các bước khi đến tận nơi"),
    "free without a source for it": (
        lambda d: d["fees"].append(
            {"id": "x", "title": "Lệ phí", "text": "Việc này miễn phí.", "sources": ["x"]}
        ),
        "không ghi free: true",
    ),
    "phrase twice": (lambda d: d["phrases"].append(d["phrases"][0]), "trùng với"),
    "condition that cannot be said": (
        lambda d: [a.pop("condition", None) for case in d["cases"] for a in case["answers"]],
        "thiếu condition",
    ),
    "paper nobody hands in and nobody shows": (
        lambda d: d["papers"].append(
            {"id": "giay_la", "name": "Giấy lạ", "plain": "Không ai dùng.", "kind": "copy",
             "sources": ["cong"]}
        ),
        "không nộp bản nào, không xuất trình",
    ),
    "amount in a text that is not the fee's": (
        lambda d: d["troubles"][6]["answer"].append("Bản sao xin thêm là 5.000 đồng một bản."),
        "câu này nói 5.000 đồng, mục fees ghi 8.000 đồng",
    ),
    "amount in its own text that is not the fee's": (
        lambda d: d["fees"][4].update(text="Mỗi bản nộp 9.000 đồng."),
        "câu này nói 9.000 đồng, mục fees ghi 8.000 đồng",
    ),
    "amount without its thousands": (
        lambda d: d["fees"][4].update(amount=8, text=None), "8 đồng thì quá ít",
    ),
    "two prices of one thing": (
        lambda d: d["fees"].append({**d["fees"][4], "id": "hai_gia", "amount": 9000}),
        "cùng tên, cùng trường hợp, mà số tiền khác nhau",
    ),
    "benefit past its day": (
        lambda d: d.update(benefits=[_benefit(valid_until=date(2025, 12, 31))]),
        "khoản tien đã hết hạn",
    ),
    "benefit upside down": (
        lambda d: d.update(
            benefits=[_benefit(valid_from=date(2027, 2, 1), valid_until=date(2027, 1, 1))]
        ),
        "khoản tien: valid_from sau valid_until",
    ),
    "law upside down": (
        lambda d: d["legal_basis"][0].update(in_force_from=date(2028, 1, 1)),
        "sau ngày hết hiệu lực",
    ),
    "source read after the check": (
        lambda d: d["sources"][0].update(read_on=date(2026, 11, 23)), "sau ngày đối chiếu",
    ),
    "valid until before it was checked": (
        set_at("valid_until", to=date(2026, 11, 21)), "valid_until trước checked_on",
    ),
    "telephone number nobody vouched for": (
        set_at("troubles", 0, "answer", 0, to="Gọi 0903 123 456 để hỏi."),
        "số 0903123456 không có trong hotlines.yaml",
    ),
    "secret given away": (
        set_at("steps", 0, "do", to="Đọc mã OTP cho cán bộ."), "mã OTP cho ai",
    ),
    "law number that is none": (
        set_at("legal_basis", 0, "number", to="Luật Hộ tịch 2014"), "sai dạng",
    ),
    "law of a year to come": (
        set_at("legal_basis", 0, "number", to="60/2041/QH13"), "không thể có năm 2041",
    ),
    "law that another replaced": (
        set_at("legal_basis", 0, "number", to="59/2014/QH13"), "nay là 26/2023/QH15",
    ),
    "old identity card as a paper": (
        set_at("papers", 8, "name", to="Chứng minh nhân dân của người đi khai"),
        "chứng minh nhân dân hết giá trị",
    ),
    "office that no longer does it": (
        set_at("places", 0, "text", to="Nộp ở Sở Giao thông vận tải."),
        "Sở Giao thông vận tải không còn",
    ),
    "judicial record at the wrong office": (
        set_at("places", 0, "text", to="Xin phiếu lý lịch tư pháp ở Sở Tư pháp tỉnh."),
        "do Công an tỉnh cấp",
    ),
    "neighbour asked about without asking": (
        set_at("confusables", 0, "question", to="Cháu đã có giấy khai sinh rồi."), "dấu hỏi",
    ),
    "question that does not ask": (
        set_at("cases", 0, "question", to="Cha mẹ đã đăng ký kết hôn."), "dấu hỏi",
    ),
    "neighbour of itself": (
        set_at("confusables", 0, "code", to="1.001193"), "không thể nhầm với chính nó",
    ),
    "neighbour twice": (
        lambda d: d["confusables"].append(dict(d["confusables"][0])), "đã có ở trên",
    ),
    "group of signs that does not exist": (
        set_at("confusables", 0, "signs", to=["@sao_hỏa"]), "không có nhóm từ @sao_hỏa",
    ),
    "sign without a word": (
        set_at("confusables", 0, "signs", to=["?!"]), "không có chữ nào",
    ),
    "unclear although it is said of this one": (
        lambda d: d["confusables"][0].update(unclear=[d["phrases"][0]]),
        "câu này đã là câu nói riêng",
    ),
    "two buttons of a neighbour alike": (
        lambda d: d["confusables"][0].update(other_when=d["confusables"][0]["this_when"]),
        "hai nút giống nhau",
    ),
    "two answers alike": (
        lambda d: d["cases"][0]["answers"][1].update(title=d["cases"][0]["answers"][0]["title"]),
        "có hai nút",
    ),
    "answer without effect": (
        lambda d: d["cases"][0]["answers"].append(
            {"id": "khac", "title": "Chuyện khác", "condition": "là chuyện khác"}
        ),
        "câu trả lời khac không đổi điều gì",
    ),
    "answer that leads to itself": (
        set_at("cases", 0, "answers", 0, "leads_to", to="1.001193"), "dẫn về chính thủ tục này",
    ),
    "answer that leads to a merged code": (
        set_at("cases", 0, "answers", 0, "leads_to", to="1.014061"), "1.014061 là mã cũ",
    ),
    "text that sends to a merged code": (
        set_at("papers", 8, "how_to_get", to="Làm thẻ căn cước theo mã 1.014061."),
        "1.014061 là mã cũ, nay là 1.116410",
    ),
    "trouble that nobody finds": (
        lambda d: d["troubles"].append({**d["troubles"][0], "id": "trung"}),
        "không câu nào của riêng nó",
    ),
    "form on a stranger's page": (
        lambda d: d["papers"][0]["form"].update(url="https://bieumau.example.com/ks.docx"),
        "không phải trang của nhà nước",
    ),
    "source on an unknown page": (
        lambda d: d["sources"][0].update(url="https://blog.example.com/khai-sinh"),
        "chưa có trong hosts.yaml",
    ),
    "portal's page of another procedure": (
        lambda d: d["portal"].update(url=d["portal"]["url"].replace("1.001193", "1.004884")),
        "trang này là của thủ tục 1.004884",
    ),
    "upload after the button": (
        lambda d: d["steps"].append(d["steps"].pop(6)), "(upload) đứng sau bước nộp hồ sơ",
    ),
    "code before the button": (
        lambda d: d["steps"].insert(0, {**d["steps"].pop(10), "id": "som"}),
        "(code) đứng trước bước nộp hồ sơ",
    ),
    "search after the code": (
        lambda d: d["steps"].append(d["steps"].pop(1)), "đứng sau bước giữ mã",
    ),
    "likely without saying who says so": (
        lambda d: d["steps"][0].update(sources=[], confidence="likely"),
        "confidence: likely mà không ghi nguồn",
    ),
    "step with an unknown source": (
        set_at("visit", 0, "sources", to=["khong_co"]), "không có nguồn tên",
    ),
    "line without accents": (
        set_at("gloss", to="Lam giay khai sinh lan dau cho tre em."), "câu không dấu",
    ),
    "line in English": (
        set_at("steps", 9, "do", to="Đọc lại rồi bấm nút Submit."), "chữ tiếng Anh: “Submit”",
    ),
    "office that ends the sentence": (
        set_at("office", to="Ủy ban nhân dân xã nơi cha hoặc mẹ cư trú."), "bỏ dấu ở cuối",
    ),
    "condition that says Nếu itself": (
        set_at("cases", 0, "answers", 0, "condition", to="nếu đã đăng ký kết hôn"),
        "bỏ chữ nếu ở đầu",
    ),
    "somebody addressed": (
        set_at("conditions", 0, "text", to="Bác nhớ mang căn cước."), "không xưng hô",
    ),
}  # fmt: skip

SCHEMA: dict[str, tuple[Plant, str]] = {
    "stop without a reason": (
        lambda d: d["cases"][0]["answers"].append(
            {"id": "khac", "title": "Chuyện khác", "condition": "là chuyện khác", "stop": True}
        ),
        "phải ghi effect",
    ),
    "stop that leads on": (
        lambda d: d["cases"][0]["answers"][0].update(stop=True, effect="A.", leads_to="2.000635"),
        "chọn một: stop",
    ),
    "unknown key": (set_at("le_phi", to=1), "không có trường nào tên như vậy"),
    "missing key": (_drop("gloss"), "thiếu trường này"),
    "code that is none": (set_at("code", to="khai sinh"), "code"),
    "code without quotes": (set_at("code", to=1.001193), "phải là chữ"),
    "uncertain without saying why": (
        lambda d: d["papers"][0].update(confidence="uncertain", doubt=None),
        "chưa chắc ở chỗ nào",
    ),
    "free with an amount": (
        lambda d: d["fees"][0].update(free=True, amount=8000),
        "vừa miễn phí vừa có số tiền",
    ),
    "negative amount": (lambda d: d["fees"][0].update(free=False, amount=-1), "fees.0.amount"),
    "time without a time": (
        lambda d: d["time_limits"][0].update(unit=None, amount=None, text=None),
        "phải có unit",
    ),
    "step of sixty words": (set_at("steps", 0, "do", to="bấm " * 60), "tối đa 45 chữ"),
    "date that is none": (set_at("checked_on", to="hôm qua"), "phải là ngày"),
    "word that is no choice": (set_at("level", to="huyện"), "phải là một trong: 'commune'"),
    "too few signs": (set_at("troubles", 0, "signs", to=["một"]), "cần ít nhất 3 mục, mới có 1"),
    "id with accents": (set_at("papers", 0, "id", to="giấy"), "không đúng dạng"),
    "amount that is no number": (set_at("fees", 4, "amount", to="tám nghìn"), "phải là số nguyên"),
    "amount with a dot": (set_at("fees", 4, "amount", to=8.0), "phải là số nguyên"),
    "yes or no that is neither": (set_at("fees", 0, "free", to="có"), "phải là true hoặc false"),
    "place left as the template has it": (set_at("gloss", to="…"), "gloss: chưa điền"),
}
