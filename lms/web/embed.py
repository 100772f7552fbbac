#!/usr/bin/env python3
"""Makes a C++ file of a built web app: embed.py DIST OUT.cc. The bytes stay in files beside it, which the assembler takes in."""
import gzip
import hashlib
import sys
from pathlib import Path

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".woff2": "font/woff2",
    ".png": "image/png",
}


def main():
    dist, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    packed = out.with_suffix(".packed")
    packed.mkdir(parents=True, exist_ok=True)
    code, rows = [], []
    for i, path in enumerate(sorted(p for p in dist.rglob("*") if p.is_file())):
        data = path.read_bytes()
        plain = packed / f"{i}.plain"
        plain.write_bytes(data)
        kind = TYPES.get(path.suffix)
        if kind is None:
            sys.exit(f"embed.py: {path.name}: no media type is known for it; add it to TYPES")
        small = packed / f"{i}.gz"
        small.write_bytes(gzip.compress(data, 9, mtime=0))
        for name, file in ((f"assay_web{i}", plain), (f"assay_web{i}z", small)):
            code.append(f'asm(".section .rodata\\n.global {name}\\n.global {name}_end\\n{name}: .incbin \\"{file}\\"\\n{name}_end:\\n.previous\\n");')
            code.append(f'extern "C" const char {name}[], {name}_end[];')
        etag = hashlib.sha256(data).hexdigest()[:32]
        rows.append(f'    {{"{path.relative_to(dist).as_posix()}", "{kind}", "\\"{etag}\\"", {{assay_web{i}, Size(assay_web{i}, assay_web{i}_end)}},'
                    f' {{assay_web{i}z, Size(assay_web{i}z, assay_web{i}z_end)}}}},')
    text = ('#include "lms/web/web_files.h"\n\n' + "\n".join(code) + "\n\nnamespace assay::web {\nnamespace {\n"
            "size_t Size(const char* begin, const char* end) { return static_cast<size_t>(end - begin); }\n}  // namespace\n\n"
            "std::vector<WebFile> AllWebFiles() {\n  return {\n" + "\n".join(rows) + "\n  };\n}\n\n}  // namespace assay::web\n")
    out.write_text(text, encoding="utf-8")


main()
