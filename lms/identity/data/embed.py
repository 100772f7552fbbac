"""embed.py LIST OUT: the list of common passwords, a line each, as a string of C++."""
import sys

lines = [line for line in open(sys.argv[1], encoding="utf-8").read().splitlines() if line and not line.startswith("#")]
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write('#include "lms/identity/common_passwords.h"\n\nnamespace assay::identity {\n\n')
    out.write("const char kCommonPasswords[] =\n")
    for line in lines:
        text = line.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?")
        out.write(f'    "{text}\\n"\n')
    out.write("    ;\n\n}  // namespace assay::identity\n")
