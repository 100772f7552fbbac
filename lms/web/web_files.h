#pragma once

#include <string_view>
#include <vector>

namespace assay::web {

// A file of the web app. All of it is part of the program.
struct WebFile {
  std::string_view path;  // "index.html", "assets/index-B2IvQXTZ.css"
  std::string_view type;  // of its content
  std::string_view etag;  // quoted
  std::string_view data, gzip;
};

std::vector<WebFile> AllWebFiles();

}  // namespace assay::web
