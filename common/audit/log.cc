#include "common/audit/log.h"

#include <algorithm>

#include "common/audit/merkle.h"
#include "common/crypto/encoding.h"

namespace assay::audit {
namespace {

using database::Connection;
using database::Params;
using database::Rows;

// SQL of one schema. Connection remembers the name, so it is of the schema too.
class Sql {
 public:
  Sql(const std::string& schema, const char* name, std::string text)
      : name_(schema + "_" + name), text_(std::move(text)) {
    for (size_t at = text_.find('#'); at != std::string::npos; at = text_.find('#')) {
      text_.replace(at, 1, schema + ".");
    }
  }
  Result<Rows> Run(Connection& connection, const Params& params = {}) const {
    return connection.Execute({name_.c_str(), text_.c_str()}, params);
  }

 private:
  std::string name_, text_;
};

constexpr char kColumns[] =
    "seq, at_us, tenant, actor, action, array_to_string(subjects, ' '), detail, hash";

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    words.emplace_back(word);
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return words;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<Record> RecordsOf(const Rows& rows) {
  std::vector<Record> records;
  for (size_t i = 0; i < rows.size(); ++i) {
    Record record;
    record.seq = static_cast<uint64_t>(rows.Int(i, 0));
    record.at_us = rows.Int(i, 1);
    record.entry = {std::string(rows.Text(i, 2)), std::string(rows.Text(i, 3)),
                    std::string(rows.Text(i, 4)), Words(rows.Text(i, 5)),
                    std::string(rows.Text(i, 6))};
    record.hash = rows.Text(i, 7);
    records.push_back(std::move(record));
  }
  return records;
}

Status Check(const Entry& entry) {
  if (entry.action.empty() || entry.action.size() > 100 || entry.detail.size() > 64 * 1024) {
    return InvalidArgument("audit: an action of 1 to 100 bytes, a detail of at most 64 KiB");
  }
  for (const std::string& subject : entry.subjects) {
    if (subject.empty() || subject.find(' ') != std::string::npos) {
      return InvalidArgument("audit: subjects are ids without spaces");
    }
  }
  return OkStatus();
}

Result<std::vector<Head>> HeadsOf(const Result<Rows>& rows) {
  if (!rows.ok()) return rows.status();
  std::vector<Head> heads;
  for (size_t i = 0; i < rows->size(); ++i) {
    heads.push_back({std::string(rows->Text(i, 0)), static_cast<uint64_t>(rows->Int(i, 1)),
                     rows->Int(i, 2), std::string(rows->Text(i, 3)), std::string(rows->Text(i, 4)),
                     std::string(rows->Text(i, 5))});
  }
  return heads;
}

}  // namespace

Log::Log(std::string schema, const crypto::SigningKey& key)
    : schema_(std::move(schema)), key_(key) {}

Status Log::Append(Connection& connection, std::span<const Entry> entries) {
  if (entries.empty()) return OkStatus();
  for (const Entry& entry : entries) ASSAY_RETURN_IF_ERROR(Check(entry));
  const Sql lock(schema_, "lock", R"(
SELECT log_id, size, hash, frontier,
       greatest(at_us, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
FROM #state FOR UPDATE)");
  ASSAY_ASSIGN_OR_RETURN(const Rows state, lock.Run(connection));
  if (state.empty()) return DataLoss("audit: the state of the log is gone");
  ASSAY_ASSIGN_OR_RETURN(
      Frontier frontier,
      Frontier::FromText(static_cast<uint64_t>(state.Int(0, 1)), state.Text(0, 3)));
  std::string previous(state.Text(0, 2));
  const int64_t now = state.Int(0, 4);
  // Columns of the new rows.
  std::vector<int64_t> seqs;
  std::vector<std::string> tenants, actors, actions, subjects, details, hashes;
  for (const Entry& entry : entries) {
    const Record record{frontier.size() + 1, now, entry, {}};
    previous = HashOf(record, previous);
    frontier.Append(crypto::HexDecode(previous).value());
    seqs.push_back(static_cast<int64_t>(record.seq));
    tenants.push_back(entry.tenant);
    actors.push_back(entry.actor);
    actions.push_back(entry.action);
    subjects.push_back(Joined(entry.subjects));
    details.push_back(entry.detail);
    hashes.push_back(previous);
  }
  const Sql insert(schema_, "insert", R"(
INSERT INTO #records (seq, at_us, tenant, actor, action, subjects, detail, hash)
SELECT r.seq, $1, r.tenant, r.actor, r.action, string_to_array(r.subjects, ' '), r.detail, r.hash
FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
  AS r(seq, tenant, actor, action, subjects, detail, hash))");
  ASSAY_RETURN_IF_ERROR(insert
                            .Run(connection, Params()
                                                 .Add(now)
                                                 .AddArray(seqs)
                                                 .AddArray(tenants)
                                                 .AddArray(actors)
                                                 .AddArray(actions)
                                                 .AddArray(subjects)
                                                 .AddArray(details)
                                                 .AddArray(hashes))
                            .status());
  Head head;
  head.log_id = state.Text(0, 0);
  head.size = frontier.size();
  head.at_us = now;
  head.root = crypto::HexEncode(frontier.Root());
  ASSAY_ASSIGN_OR_RETURN(head, SignHead(std::move(head), key_));
  const Sql add_head(schema_, "head", R"(
INSERT INTO #heads (size, at_us, root, key_id, signature) VALUES ($1, $2, $3, $4, $5))");
  const auto size = static_cast<int64_t>(head.size);
  ASSAY_RETURN_IF_ERROR(
      add_head
          .Run(connection,
               Params().Add(size).Add(now).Add(head.root).Add(head.key_id).Add(head.signature))
          .status());
  const Sql move(schema_, "move",
                 "UPDATE #state SET size = $1, at_us = $2, hash = $3, frontier = $4");
  return move.Run(connection, Params().Add(size).Add(now).Add(previous).Add(frontier.Text()))
      .status();
}

Result<std::vector<Record>> Log::Newest(Connection& connection, const Filter& filter,
                                        uint64_t before, int most) const {
  const Sql sql(schema_, "newest", std::string("SELECT ") + kColumns + R"( FROM #records
WHERE ($1 = '' OR tenant = $1) AND ($2 = '' OR subjects @> ARRAY[$2]) AND ($3 = '' OR actor = $3)
  AND ($4 = 0 OR seq < $4) ORDER BY seq DESC LIMIT $5)");
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, sql.Run(connection, Params()
                                                                  .Add(filter.tenant)
                                                                  .Add(filter.subject)
                                                                  .Add(filter.actor)
                                                                  .Add(static_cast<int64_t>(before))
                                                                  .Add(int64_t{most})));
  return RecordsOf(rows);
}

Result<std::vector<Record>> ReadRecords(Connection& connection, const std::string& schema,
                                        uint64_t after, int most) {
  const Sql sql(
      schema, "read",
      std::string("SELECT ") + kColumns + " FROM #records WHERE seq > $1 ORDER BY seq LIMIT $2");
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      sql.Run(connection, Params().Add(static_cast<int64_t>(after)).Add(int64_t{most})));
  return RecordsOf(rows);
}

Result<std::vector<Head>> ReadHeads(Connection& connection, const std::string& schema,
                                    uint64_t after, int most) {
  const Sql sql(schema, "read_heads", R"(
SELECT s.log_id, h.size, h.at_us, h.root, h.key_id, h.signature
FROM #heads h CROSS JOIN #state s WHERE h.size > $1 ORDER BY h.size LIMIT $2)");
  return HeadsOf(sql.Run(connection, Params().Add(static_cast<int64_t>(after)).Add(int64_t{most})));
}

Result<Head> NewestHead(Connection& connection, const std::string& schema) {
  const Sql sql(schema, "newest_head", R"(
SELECT s.log_id, h.size, h.at_us, h.root, h.key_id, h.signature
FROM #heads h CROSS JOIN #state s ORDER BY h.size DESC LIMIT 1)");
  ASSAY_ASSIGN_OR_RETURN(std::vector<Head> heads, HeadsOf(sql.Run(connection)));
  if (heads.empty()) return NotFound("audit: nothing was recorded yet");
  return std::move(heads.front());
}

}  // namespace assay::audit
