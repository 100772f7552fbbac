#include "grader/formats/polygon/xml.h"

#include <algorithm>
#include <charconv>

namespace assay::grader::polygon {

Result<Document> Document::Parse(std::string_view text) {
  Document document;
  document.text_ = text;
  document.document_ = std::make_unique<pugi::xml_document>();
  const pugi::xml_parse_result result =
      document.document_->load_buffer(text.data(), text.size(), pugi::parse_default);
  if (!result) {
    return InvalidArgument(document.PlaceOf(result.offset) + ": " + result.description());
  }
  if (std::string_view(document.root().name()) != "problem") {
    return document.Error(document.root(), "expected the element <problem>");
  }
  return document;
}

std::string Document::PlaceOf(ptrdiff_t offset) const {
  const size_t end = std::min(static_cast<size_t>(std::max<ptrdiff_t>(offset, 0)), text_.size());
  const auto lines = std::count(text_.begin(), text_.begin() + static_cast<ptrdiff_t>(end), '\n');
  return "problem.xml:" + std::to_string(lines + 1);
}

std::string Document::Place(pugi::xml_node at) const { return PlaceOf(at.offset_debug()); }

Status Document::Error(pugi::xml_node at, const std::string& what) const {
  return InvalidArgument(Place(at) + ": " + what);
}

Result<double> Document::Number(pugi::xml_node at, const char* name, double fallback, double low,
                                double high) const {
  std::string_view text = at.attribute(name).value();
  if (text.empty()) text = at.child(name).text().get();
  if (text.empty()) return fallback;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= low) ||
      !(value <= high)) {
    return Error(at, std::string(name) + ": expected a number from " +
                         std::to_string(static_cast<int64_t>(low)) + " to " +
                         std::to_string(static_cast<int64_t>(high)));
  }
  return value;
}

}  // namespace assay::grader::polygon
