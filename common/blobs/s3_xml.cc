#include "common/blobs/s3_xml.h"

#include <charconv>
#include <cstring>
#include <pugixml.hpp>

namespace assay::blobs {
namespace {

constexpr size_t kMaxShown = 200;
// No DTDs: there is nothing in them for us.
constexpr unsigned kParse = pugi::parse_minimal | pugi::parse_escapes;

Status Odd(const char* what) {
  return Unavailable(std::string("the server answered with an odd ") + what);
}

std::string Printable(std::string_view text) {
  std::string printable(text.substr(0, kMaxShown));
  for (char& c : printable)
    if (c < ' ' || c > '~') c = '?';
  return printable;
}

bool Load(pugi::xml_document& document, std::string_view xml) {
  return static_cast<bool>(
      document.load_buffer(xml.data(), xml.size(), kParse, pugi::encoding_utf8));
}

Result<S3Page::Object> ObjectOf(const pugi::xml_node& node) {
  S3Page::Object object;
  object.key = node.child_value("Key");
  object.version_id = node.child_value("VersionId");
  const char* size = node.child_value("Size");
  const char* end = size + std::strlen(size);
  const auto [rest, error] = std::from_chars(size, end, object.bytes);
  const bool needs_size = std::strcmp(node.name(), "DeleteMarker") != 0;
  if (object.key.empty() || (needs_size && (error != std::errc() || rest != end)))
    return Odd("list of objects");
  return object;
}

}  // namespace

S3Error ParseS3Error(std::string_view xml) {
  pugi::xml_document document;
  if (!Load(document, xml)) return {};
  const pugi::xml_node error = document.child("Error");
  return {Printable(error.child_value("Code")), Printable(error.child_value("Message"))};
}

Result<S3Page> ParseS3List(std::string_view xml) {
  pugi::xml_document document;
  if (!Load(document, xml)) return Odd("list of objects");
  const pugi::xml_node list = document.child("ListBucketResult");
  if (!list) return Odd("list of objects");
  S3Page page;
  for (const pugi::xml_node& node : list.children("Contents")) {
    ASSAY_ASSIGN_OR_RETURN(S3Page::Object object, ObjectOf(node));
    page.objects.push_back(std::move(object));
  }
  if (std::strcmp(list.child_value("IsTruncated"), "true") == 0) {
    page.next = list.child_value("NextContinuationToken");
    if (page.next.empty()) return Odd("list of objects");
  }
  return page;
}

Result<S3Page> ParseS3Versions(std::string_view xml) {
  pugi::xml_document document;
  if (!Load(document, xml)) return Odd("list of versions");
  const pugi::xml_node list = document.child("ListVersionsResult");
  if (!list) return Odd("list of versions");
  S3Page page;
  for (const char* name : {"Version", "DeleteMarker"}) {
    for (const pugi::xml_node& node : list.children(name)) {
      ASSAY_ASSIGN_OR_RETURN(S3Page::Object object, ObjectOf(node));
      page.objects.push_back(std::move(object));
    }
  }
  return page;
}

Result<std::string> ParseS3UploadId(std::string_view xml) {
  pugi::xml_document document;
  if (!Load(document, xml)) return Odd("upload");
  std::string id = document.child("InitiateMultipartUploadResult").child_value("UploadId");
  if (id.empty()) return Odd("upload");
  return id;
}

std::string S3CompleteBody(const std::vector<std::string>& etags) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("CompleteMultipartUpload");
  for (size_t i = 0; i < etags.size(); ++i) {
    pugi::xml_node part = root.append_child("Part");
    part.append_child("PartNumber").text().set(static_cast<unsigned>(i + 1));
    part.append_child("ETag").text().set(etags[i].c_str());
  }
  struct Writer final : pugi::xml_writer {
    std::string text;
    void write(const void* data, size_t size) override {
      text.append(static_cast<const char*>(data), size);
    }
  } writer;
  document.save(writer, "", pugi::format_raw | pugi::format_no_declaration);
  return writer.text;
}

}  // namespace assay::blobs
