#include "lms/courses/cartridge/manifest.h"

#include <algorithm>

#include "lms/courses/cartridge/texts.h"
#include "lms/courses/qti/names.h"
#include "lms/courses/qti/xml.h"

namespace assay::courses::cartridge {
namespace {

using qti::Attribute;
using qti::Child;
using qti::NameOf;

constexpr size_t kMostResources = 20'000;
constexpr size_t kMostItems = 5'000;

class Reader {
 public:
  Reader(const Files& files, std::vector<Remark>& remarks) : files_(files), remarks_(remarks) {}

  Result<Manifest> Read() {
    ASSAY_RETURN_IF_ERROR(FindManifest());
    const auto document = ParseXml(files_.at(manifest_.path));
    if (!document.ok())
      return InvalidArgument("\"" + manifest_.path + "\" " + document.status().message());
    const pugi::xml_node root = (*document)->document_element();
    if (NameOf(root) != "manifest")
      return InvalidArgument("\"" + manifest_.path + "\" is no manifest: it is a \"" +
                             OneLine(root.name(), 60) + "\"");
    const pugi::xml_node meta = Child(root, "metadata");
    manifest_.schema = OneLine(qti::TextOf(Child(meta, "schema")), 40);
    manifest_.version = OneLine(qti::TextOf(Child(meta, "schemaversion")), 40);
    ReadTitle(meta);
    manifest_.authorization =
        !Child(root, "authorizations").empty() || !qti::Below(meta, "authorizations").empty();
    if (manifest_.schema.find("SCORM") != std::string::npos)
      return InvalidArgument("\"" + manifest_.path +
                             "\" is a manifest of SCORM, which is not read: export the course as "
                             "Common Cartridge");
    base_ = Attribute(root, "base");
    ASSAY_RETURN_IF_ERROR(ReadResources(Child(root, "resources")));
    ASSAY_RETURN_IF_ERROR(ReadOrganization(Child(root, "organizations")));
    return std::move(manifest_);
  }

 private:
  // The one that stands highest; folders around a whole package are common.
  Status FindManifest() {
    size_t least = std::string::npos;
    for (const auto& [path, text] : files_) {
      if (path != "imsmanifest.xml" && !path.ends_with("/imsmanifest.xml")) continue;
      if (path.size() >= least) continue;
      least = path.size();
      manifest_.path = path;
    }
    if (least == std::string::npos)
      return InvalidArgument(
          "there is no imsmanifest.xml in it: that is no Common Cartridge. In Canvas it is "
          "\"Export course content\", in Moodle \"IMS Common Cartridge\"");
    return OkStatus();
  }

  void ReadTitle(const pugi::xml_node& meta) {
    const pugi::xml_node title = Child(Child(Child(meta, "lom"), "general"), "title");
    // "string" since 1.1, "langstring" before.
    for (const pugi::xml_node& one : title.children())
      if (manifest_.title.empty()) manifest_.title = OneLine(qti::TextOf(one), 200);
  }

  std::string Path(const std::string& base, const std::string& href, const std::string& id) {
    if (href.empty()) return "";
    const std::string path = ResolvePath(files_, manifest_.path, base_ + base + href);
    if (path.empty())
      remarks_.push_back(
          {manifest_.path, id, "\"" + OneLine(href, 200) + "\" leaves the package", false});
    return path;
  }

  Status ReadResources(const pugi::xml_node& resources) {
    const std::string base = Attribute(resources, "base");
    for (const pugi::xml_node& one : resources.children()) {
      if (NameOf(one) != "resource") continue;
      if (manifest_.resources.size() >= kMostResources)
        return Status(StatusCode::kResourceExhausted,
                      "\"" + manifest_.path + "\" names more than 20000 resources");
      Resource resource;
      resource.id = OneLine(Attribute(one, "identifier"), 200);
      if (!manifest_.by_id.emplace(resource.id, manifest_.resources.size()).second)
        remarks_.push_back({manifest_.path, resource.id,
                            "two resources are called so: items mean the first", false});
      for (const char c : Attribute(one, "type"))
        resource.type += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      resource.type = OneLine(resource.type, 200);
      const std::string own = base + Attribute(one, "base");
      resource.href = Path(own, Attribute(one, "href"), resource.id);
      if (!resource.href.empty()) resource.files.push_back(resource.href);
      for (const pugi::xml_node& child : one.children()) {
        const std::string name = NameOf(child);
        if (name == "file") {
          const std::string path = Path(own, Attribute(child, "href"), resource.id);
          if (!path.empty() && path != resource.href) resource.files.push_back(path);
        } else if (name == "dependency") {
          resource.dependencies.push_back(Attribute(child, "identifierref"));
        } else if (name == "variant") {
          resource.variant = Attribute(child, "identifierref");
        }
      }
      manifest_.resources.push_back(std::move(resource));
    }
    return OkStatus();
  }

  Status ReadOrganization(const pugi::xml_node& organizations) {
    const std::string preferred = Attribute(organizations, "default");
    pugi::xml_node organization = Child(organizations, "organization");
    for (const pugi::xml_node& one : organizations.children()) {
      if (NameOf(one) != "organization" || one == organization) continue;
      const bool this_one = !preferred.empty() && Attribute(one, "identifier") == preferred;
      remarks_.push_back({manifest_.path,
                          OneLine(Attribute(this_one ? organization : one, "identifier"), 100),
                          "a second organization is left out", true});
      if (this_one) organization = one;
    }
    ASSAY_RETURN_IF_ERROR(ReadItems(organization, manifest_.items));
    // The root of the hierarchy has no title: what it holds are the modules.
    while (manifest_.items.size() == 1 && manifest_.items[0].resource.empty() &&
           manifest_.items[0].title.empty()) {
      std::vector<Item> items = std::move(manifest_.items[0].items);
      manifest_.items = std::move(items);
    }
    return OkStatus();
  }

  // The document's own depth is bounded already.
  Status ReadItems(const pugi::xml_node& node, std::vector<Item>& items) {
    for (const pugi::xml_node& one : node.children()) {
      if (NameOf(one) != "item") continue;
      if (++count_ > kMostItems)
        return Status(StatusCode::kResourceExhausted,
                      "\"" + manifest_.path + "\" has more than 5000 items");
      Item item;
      item.title = OneLine(qti::TextOf(Child(one, "title")), 200);
      item.resource = OneLine(Attribute(one, "identifierref"), 200);
      ASSAY_RETURN_IF_ERROR(ReadItems(one, item.items));
      items.push_back(std::move(item));
    }
    return OkStatus();
  }

  const Files& files_;
  std::vector<Remark>& remarks_;
  Manifest manifest_;
  std::string base_;
  size_t count_ = 0;
};

}  // namespace

const Resource* Manifest::Find(const std::string& id) const {
  const auto found = by_id.find(id);
  return id.empty() || found == by_id.end() ? nullptr : &resources[found->second];
}

std::string PercentDecoded(const std::string& text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string ResolvePath(const Files& files, const std::string& from, const std::string& href) {
  const size_t slash = from.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : from.substr(0, slash + 1);
  const std::string bare = href.substr(0, href.find_first_of("#?"));
  const std::string as_it_stands = qti::PathFrom(folder, href);
  if (files.contains(as_it_stands)) return as_it_stands;
  const std::string decoded = qti::PathFrom(folder, PercentDecoded(bare));
  if (files.contains(decoded)) return decoded;
  return qti::PathFrom(folder, bare);
}

Result<Manifest> ReadManifest(const Files& files, std::vector<Remark>& remarks) {
  return Reader(files, remarks).Read();
}

}  // namespace assay::courses::cartridge
