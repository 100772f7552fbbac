#include "common/http/gzip.h"

#include <zlib.h>

#include <memory>

namespace assay::http {

Result<std::string> Gzip(std::string_view data) {
  constexpr int kLevel = 3;
  constexpr int kGzipWindow = 15 + 16;
  constexpr int kMemory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    return ResourceExhausted("gzip: no memory for a compressor");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> guard(&stream, &deflateEnd);
  std::string out(deflateBound(&stream, data.size()), '\0');
  // zlib does not write through next_in; its type is older than const.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return Internal("gzip: deflate did not end");
  out.resize(stream.total_out);
  return out;
}

}  // namespace assay::http
