#pragma once

#include <string>
#include <string_view>

#include "grader/report/export.h"

// The sections of the HTML report; all private to grader/report.
namespace assay::grader::html {

std::string_view Style();

// Heading, groups and tests of one part. `number` makes the anchors of its rows.
std::string PartSection(const ShownReport& report, const PartReport& part, size_t number);
std::string TestAnchor(size_t part, size_t test);

// Findings of linters, beside the lines that they are about.
std::string NotesSection(const ShownReport& report, const HtmlOptions& options);

}  // namespace assay::grader::html
