#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// HTML as people and their editors write it, read leniently: no such text is an error. Nothing of
// it is run or fetched, and what comes out is a tree of bounded depth.
namespace assay::courses::cartridge {

struct HtmlNode {
  std::string name;  // small letters; "": a text
  std::string text;
  std::map<std::string, std::string> attributes;
  std::vector<std::unique_ptr<HtmlNode>> children;

  // "" where there is none.
  std::string Attribute(const std::string& which) const;
};

// The root has no name; entities are resolved, control characters are gone, comments too.
std::unique_ptr<HtmlNode> ParseHtml(std::string_view html);

// The first element of that name, or null.
const HtmlNode* FindElement(const HtmlNode& node, std::string_view name);
std::string TextOf(const HtmlNode& node);

}  // namespace assay::courses::cartridge
