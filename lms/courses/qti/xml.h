#pragma once

#include <pugixml.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Elements and attributes whatever the version calls them: "choiceInteraction" and
// "qti-choice-interaction" are both "choiceinteraction".
namespace assay::courses::qti {

std::string NameOf(std::string_view name);
inline std::string NameOf(const pugi::xml_node& node) { return NameOf(node.name()); }

// "" where there is none.
std::string Attribute(const pugi::xml_node& node, std::string_view name);
pugi::xml_node Child(const pugi::xml_node& node, std::string_view name);
// All below `node`, in the document's order.
std::vector<pugi::xml_node> Below(const pugi::xml_node& node, std::string_view name);
std::string Trimmed(std::string_view text);
// All text below.
std::string TextOf(const pugi::xml_node& node);
std::optional<double> NumberOf(const std::string& text);

// pugixml follows neither entities nor DTDs. Refuses what is nested more deeply than anybody writes
// it: the rest may walk the tree by recursion.
Result<std::unique_ptr<pugi::xml_document>> Parse(const std::string& text);

// What stands in `node` as Markdown, but for interactions and feedback. `lost` says what has no
// Markdown: "an image", "a table".
std::string ToMarkdown(const pugi::xml_node& node, std::vector<std::string>& lost);
// The reverse, in a form that ToMarkdown gives back as it was.
void AppendMarkdown(pugi::xml_node into, const std::string& markdown, bool inline_only);

}  // namespace assay::courses::qti
