#include "lms/courses/cartridge/links.h"

#include <algorithm>

#include "lms/courses/cartridge/texts.h"

namespace assay::courses::cartridge {
namespace {

// What stands before a colon, if that is a scheme.
std::string SchemeOf(const std::string& href) {
  std::string scheme;
  for (const char c : href) {
    if (c == ':') return scheme;
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool fine = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9') ||
                      small == '+' || small == '-' || small == '.';
    if (!fine) return "";
    scheme += small;
  }
  return "";
}

// "…$NAME$/rest" is "rest"; "" where the address does not begin so.
std::string After(const std::string& address, const std::string& name) {
  const std::string mark = "$" + name + "$/";
  return address.starts_with(mark) ? address.substr(mark.size()) : "";
}

}  // namespace

Links::Links(const Files& files, const Manifest& manifest, std::set<std::string> entries)
    : files_(files), entries_(std::move(entries)) {
  for (const Resource& one : manifest.resources)
    for (const std::string& path : one.files)
      // A file of two resources leads to the one that may be an entry.
      if (entries_.contains(one.id) || !of_path_.contains(path)) of_path_[path] = one.id;
}

Target Links::ToResource(const std::string& id) const {
  Target target;
  if (entries_.contains(id)) {
    target.kind = Target::Kind::kEntry;
    target.where = id;
  } else {
    target.lost = "a link leads to \"" + OneLine(id, 100) + "\", which does not come along";
  }
  return target;
}

Target Links::ToFile(const std::string& path) const {
  const auto found = of_path_.find(path);
  if (found != of_path_.end() && entries_.contains(found->second)) return ToResource(found->second);
  Target target;
  target.lost = files_.contains(path)
                    ? "a link leads to a file that is left out: " + OneLine(path, 200)
                    : "a link leads to a file that is not there: " + OneLine(path, 200);
  return target;
}

Target Links::Find(const std::string& from, const std::string& href) const {
  Target target;
  if (href.empty() || href[0] == '#') return target;
  const std::string address = PercentDecoded(href);
  // Canvas and others: from the root of the files, wherever the text stands.
  for (const char* name : {"IMS-CC-FILEBASE", "IMS_CC_FILEBASE"}) {
    const std::string rest = After(address, name);
    if (rest.empty()) continue;
    for (const char* folder : {"", "web_resources/"}) {
      const std::string path = ResolvePath(files_, "", folder + rest);
      if (files_.contains(path)) return ToFile(path);
    }
    return ToFile(ResolvePath(files_, "", rest));
  }
  if (const std::string rest = After(address, "WIKI_REFERENCE"); !rest.empty()) {
    std::string page = rest.substr(rest.find('/') == std::string::npos ? 0 : rest.find('/') + 1);
    page = page.substr(0, page.find_first_of("?#"));
    if (entries_.contains(page)) return ToResource(page);
    return ToFile("wiki_content/" + page + ".html");
  }
  if (const std::string rest = After(address, "CANVAS_OBJECT_REFERENCE"); !rest.empty()) {
    std::string id = rest.substr(rest.find('/') == std::string::npos ? 0 : rest.find('/') + 1);
    return ToResource(id.substr(0, id.find_first_of("?#/")));
  }
  if (address.starts_with("$")) {
    target.lost = "a link into the platform that it comes from: " + OneLine(address, 200);
    return target;
  }
  const std::string scheme = SchemeOf(href);
  const std::string away = href.starts_with("//") ? "https:" + href : href;
  if (!scheme.empty() || href.starts_with("//")) {
    if (IsWebAddress(away)) {
      target.kind = Target::Kind::kAway;
      target.where = away;
    } else {
      target.lost = "a link by \"" + scheme + "\" is left out";
    }
    return target;
  }
  if (href[0] == '/' || href[0] == '?') {
    target.lost = "a link into the platform that it comes from: " + OneLine(href, 200);
    return target;
  }
  return ToFile(ResolvePath(files_, from, href));
}

Resolve Links::In(const std::string& from) const {
  return [this, from](const std::string& href) { return Find(from, href); };
}

}  // namespace assay::courses::cartridge
