"""Why a file is not read, by its suffix, and what it can be saved as instead."""

from __future__ import annotations

_ADVICE = {
    "save it as .docx": ".doc .docm .dot .dotx .dotm .odt .rtf .wps .pages",
    "save it as .pptx": ".ppt .pptm .pps .ppsx .ppsm .pot .potx .potm .odp .key",
    "save it as .pdf": (
        ".csv .tsv .xls .xlsx .xlsm .ods .numbers .pub .vsd .vsdx .indd .ai .eml .msg .epub .mobi"
    ),
    "save it as .pdf and build with --ocr": (
        ".png .jpg .jpeg .gif .tif .tiff .bmp .webp .heic .svg"
    ),
    "unpack it and put its files here": ".zip .7z .rar .gz .tar .tgz",
    "put a transcript of it here": ".mp3 .m4a .wav .ogg .mp4 .mov .avi .mkv .webm",
    "open what it leads to and save that": ".url .webloc .lnk",
}
_BY_SUFFIX = {suffix: advice for advice, listed in _ADVICE.items() for suffix in listed.split()}
_OTHERWISE = "save it as .pdf, .docx, .pptx, .html, .md or .txt"
_NO_SUFFIX = "files without a suffix are not read; add its true one to its name, such as .pdf"


def why_not_read(suffix: str) -> str:
    """Why files with a suffix that no reader has are not read, and what can be done."""
    if not suffix:
        return _NO_SUFFIX
    return f"{suffix} files are not read; {_BY_SUFFIX.get(suffix.lower(), _OTHERWISE)}"
