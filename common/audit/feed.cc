#include "common/audit/feed.h"

#include <fstream>

#include "common/audit/log.h"

namespace assay::audit {
namespace {

using database::Connection;

constexpr int kPiece = 1000;
constexpr size_t kLongestLine = size_t{1} << 20U;

// Heads, one after the other, in pieces.
class Heads {
 public:
  Heads(Connection& connection, const std::string& schema)
      : connection_(connection), schema_(schema) {}
  // Feeds those of up to `size`.
  Status UpTo(uint64_t size, const Feed& feed) {
    for (;;) {
      if (at_ == piece_.size()) {
        if (ended_) return OkStatus();
        ASSAY_ASSIGN_OR_RETURN(piece_, ReadHeads(connection_, schema_, last_, kPiece));
        ended_ = piece_.size() < kPiece;
        at_ = 0;
        if (piece_.empty()) return OkStatus();
        last_ = piece_.back().size;
      }
      for (; at_ < piece_.size(); ++at_) {
        if (piece_[at_].size > size) return OkStatus();
        ASSAY_RETURN_IF_ERROR(feed.head(piece_[at_]));
      }
    }
  }

 private:
  Connection& connection_;
  const std::string& schema_;
  std::vector<Head> piece_;
  size_t at_ = 0;
  uint64_t last_ = 0;
  bool ended_ = false;
};

Status FeedSnapshot(Connection& connection, const std::string& schema, const Feed& feed) {
  Heads heads(connection, schema);
  for (uint64_t after = 0;;) {
    ASSAY_ASSIGN_OR_RETURN(const auto records, ReadRecords(connection, schema, after, kPiece));
    for (const Record& record : records) {
      // Before the first record that is of more: a head whose record is gone is told too.
      ASSAY_RETURN_IF_ERROR(heads.UpTo(record.seq - 1, feed));
      ASSAY_RETURN_IF_ERROR(feed.record(record));
    }
    if (records.size() < kPiece) break;
    after = records.back().seq;
  }
  return heads.UpTo(UINT64_MAX, feed);
}

}  // namespace

Status FeedDatabase(Connection& connection, const std::string& schema, const Feed& feed) {
  return connection.InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(
        connection.ExecuteScript("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"));
    return FeedSnapshot(connection, schema, feed);
  });
}

Status FeedFile(const std::filesystem::path& file, const Feed& feed) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return NotFound(file.string() + ": cannot be read");
  std::string line;
  const auto where = [&file](uint64_t number) {
    return file.string() + ":" + std::to_string(number);
  };
  for (uint64_t number = 1;; ++number) {
    line.clear();
    char c = 0;
    while (in.get(c) && c != '\n') {
      if (line.size() == kLongestLine) return InvalidArgument(where(number) + ": too long a line");
      line += c;
    }
    if (line.empty() && !in) return OkStatus();
    if (line.empty()) continue;
    Result<Line> parsed = ParseLine(line);
    if (!parsed.ok()) return std::move(parsed).status().Annotate(where(number));
    ASSAY_RETURN_IF_ERROR(parsed->is_head ? feed.head(parsed->head) : feed.record(parsed->record));
  }
}

}  // namespace assay::audit
