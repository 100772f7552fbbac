"""embed_mail.py OUT LANGUAGE.json…: the texts of mails as strings of C++; every language has the words of the first."""
import json
import pathlib
import sys

texts = {pathlib.Path(name).stem: json.loads(pathlib.Path(name).read_text(encoding="utf-8")) for name in sys.argv[2:]}
words = set(next(iter(texts.values())))
with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write('#include "lms/identity/mail_texts.h"\n\nnamespace assay::identity {\n\nconst std::vector<MailText> kMailTexts = {\n')
    for language, values in texts.items():
        if set(values) != words:
            sys.exit(f"{language}: differs in {sorted(set(values) ^ words)}")
        for key, value in values.items():
            out.write(f'    {{"{language}", "{key}", R"~({value})~"}},\n')
    out.write("};\n\n}  // namespace assay::identity\n")
