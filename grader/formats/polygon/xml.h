#pragma once

#include <pugixml.hpp>

#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::grader::polygon {

// A parsed problem.xml whose places can be told. Neither entities nor DTDs are followed: pugixml
// has no such code.
class Document {
 public:
  static Result<Document> Parse(std::string_view text);

  pugi::xml_node root() const { return document_->document_element(); }
  // "problem.xml:12: what"
  Status Error(pugi::xml_node at, const std::string& what) const;
  std::string Place(pugi::xml_node at) const;

  // The text of a child or attribute as a number within the bounds; `fallback` where it is missing.
  Result<double> Number(pugi::xml_node at, const char* name, double fallback, double low,
                        double high) const;

 private:
  std::string PlaceOf(ptrdiff_t offset) const;

  std::string text_;
  std::unique_ptr<pugi::xml_document> document_;
};

}  // namespace assay::grader::polygon
