"""Every case is written in its encoding by Python's codecs, and must be read back as it was."""

import pytest

from extractors.files.encodings import detect

TEXTS = {
    "gb18030": [
        "项目,预算\nP-1,100\n",
        "project_code,name\nP-01,数据仓库\n",
        "a,是\n",
        "项目Alpha 二期，（测试）\n",
        "project_code,text\nP-1,张江A1楼改造\n",
    ],
    "big5": ["專案編號,專案名稱\nP1,資料中心遷移\n", "project_code,name\nP-1,核心系統升級\n"],
    "cp932": ["プロジェクト,名称\nP1,データ移行\n", "予算金額,部門\nP1,開発部\n"],
    "cp1251": ["проект;название\nP1;Перенос данных в новый центр\n"],
    "cp1252": [
        "project;name\nP1;Müller\n",
        "amount\n£99\n",
        "name\n20°C\n",
        "Äpfel;Ärzte\n",
        "“Hello” – naïve café créée\n",
        "ÉTÉ;DÉJÀ VU\n",
        "São Paulo;ação;Ñandú\n",
        "€1.234,50\n",
    ],
}
CASES = [(codec, text) for codec, texts in TEXTS.items() for text in texts]


@pytest.mark.parametrize(("codec", "text"), CASES, ids=[f"{c}: {t[:12]!r}" for c, t in CASES])
def test_a_short_file_is_read_in_the_encoding_it_was_written_in(write_text, codec, text):
    path = write_text(text, codec)

    assert path.read_bytes().decode(detect(path)) == text


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_known_with_and_without_its_mark(write_text, codec):
    text = "project_code,name\nP-1,Größe 项目\n"
    path = write_text(text, codec)

    assert path.read_bytes().decode(detect(path)) == text


def test_a_character_beyond_the_first_megabyte_still_decides(write_text):
    path = write_text("P-1,plain\n" * 150_000 + "P-2,数据中心\n", "gb18030")

    assert detect(path) == "gb18030"


def test_utf8_with_one_broken_byte_is_damaged_utf8_and_not_another_encoding(tmp_path):
    path = tmp_path / "budgets.csv"
    path.write_bytes("P-1,Müller Größe café naïve\n".encode() + b"P-2,\xff\n")

    assert detect(path) == "utf-8"
