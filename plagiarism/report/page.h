#pragma once

#include <string_view>

// The files of page/, made into constants by embed_page.py while building.
namespace assay::plagiarism::report {
extern const std::string_view
    kPageHtml;  // with {{title}}, {{policy}}, {{style}}, {{script}}, {{data}}
extern const std::string_view kPageStyle;   // the style sheets, one after another
extern const std::string_view kPageScript;  // the scripts, in one function
}  // namespace assay::plagiarism::report
