#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lms/courses/cartridge/html.h"

// HTML as the Markdown of pages: what has no Markdown is left out and told.
namespace assay::courses::cartridge {

// Where an address leads.
struct Target {
  enum class Kind { kAway, kEntry, kNowhere } kind = Kind::kNowhere;
  std::string where;  // kAway: an address; kEntry: the resource's identifier
  std::string lost;   // kNowhere: what is said of it; "": nothing
};
using Resolve = std::function<Target(const std::string& href)>;

// A link to another entry of the cartridge stands in the text as a mark until it is known what
// became of that one; FinishLinks makes links and plain words of them.
std::string ToMarkdown(const HtmlNode& node, const Resolve& resolve,
                       std::vector<std::string>& lost);

// `href` says the address of an entry's identifier, "" where it has none.
std::string FinishLinks(std::string_view text,
                        const std::function<std::string(const std::string&)>& href);

// A text that is no HTML, so that Markdown shows it as it stands.
std::string EscapeMarkdown(std::string_view text);
// "[words](address)", or the words alone where nobody should follow such an address.
std::string MarkdownLink(const std::string& words, const std::string& address);
// Whether Markdown may lead there: the web and mail, without a space or a control character.
bool IsWebAddress(std::string_view address);

}  // namespace assay::courses::cartridge
