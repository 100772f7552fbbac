#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// The format's languages table, and its rules for telling a program's language and first file.
namespace assay::grader::kattis {

// The name in our language table: "python3" is "python". A language that we do not have keeps its
// code ("scala"), so that whoever looks it up can say which one is missing. "" for no code of the
// table.
std::string OurLanguage(std::string_view code);
std::vector<std::string> LanguageCodes();

// The format's code for a program of these files: the language with most of them; "" for none.
// A .py file is Python 2 where its first line says so.
std::string DetectLanguage(const std::vector<std::filesystem::path>& files);

// The file to start among a program's files, relative to `base`: __main__.py, main.*, else the
// first by name. "" where the language starts a class.
std::string EntryFile(std::string_view code, const std::vector<std::filesystem::path>& files,
                      const std::filesystem::path& base);

}  // namespace assay::grader::kattis
