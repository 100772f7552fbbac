#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/status.h"
#include "lms/courses/cartridge/cartridge.h"

// imsmanifest.xml: what is in a cartridge and in which order.
namespace assay::courses::cartridge {

struct Resource {
  std::string id;
  std::string type;                // small letters
  std::string href;                // a path of the package; "" where the manifest says none
  std::vector<std::string> files;  // paths, `href` first
  std::vector<std::string> dependencies;
  std::string variant;  // the resource that is to be preferred to this one
};

struct Item {
  std::string title;
  std::string resource;  // "": a heading
  std::vector<Item> items;
};

struct Manifest {
  std::string path;
  std::string title, schema, version;
  std::vector<Item> items;  // the first level: modules
  std::vector<Resource> resources;
  std::map<std::string, size_t> by_id;  // the first of each
  bool authorization = false;           // parts of it are said to be protected

  const Resource* Find(const std::string& id) const;
};

// kInvalidArgument with what is wrong and where; a path that leaves the package is a remark.
Result<Manifest> ReadManifest(const Files& files, std::vector<Remark>& remarks);

// "items/../a.xml" from "tests/test.xml" is "tests/a.xml"; what leaves the package is "". Of both,
// the path as it stands and with its %XX decoded, the one that is there.
std::string ResolvePath(const Files& files, const std::string& from, const std::string& href);
std::string PercentDecoded(const std::string& text);

}  // namespace assay::courses::cartridge
