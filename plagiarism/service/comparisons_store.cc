// Writing what a comparison found, and reading it again.
#include <algorithm>
#include <array>
#include <map>

#include "assay/plagiarism/v1/plagiarism.pb.h"
#include "plagiarism/report/report.h"
#include "plagiarism/service/comparisons.h"
#include "plagiarism/service/stored_pair.h"

namespace assay::plagiarism {
namespace {

using database::Connection;
using database::Params;
using database::Statement;

constexpr size_t kPairsAtOnce = 50;  // they quote what people wrote, and may be long

constexpr Statement kMembers = {"store_members", R"(
INSERT INTO plagiarism.members (comparison, place, submission, tenant, person, course, problem, origin, language,
                                submitted_at)
SELECT $1, i.place, i.submission, $2, i.person, i.course, i.problem, i.origin, i.language,
       to_timestamp(i.at / 1000000.0)
FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::smallint[], $9::text[], $10::bigint[])
  AS i(place, submission, person, course, problem, origin, language, at))"};
constexpr Statement kPairs = {"store_pairs", R"(
INSERT INTO plagiarism.pairs (comparison, tenant, rank, key, left_place, right_place, left_person, right_person,
                              probability, low, high, sealed)
SELECT $1, $2, i.rank, i.key, i.l, i.r, i.lp, i.rp, i.probability, i.low, i.high, i.sealed
FROM unnest($3::int[], $4::text[], $5::int[], $6::int[], $7::text[], $8::text[], $9::float8[], $10::float8[],
            $11::float8[], $12::text[])
  AS i(rank, key, l, r, lp, rp, probability, low, high, sealed))"};
constexpr Statement kClusters = {"store_clusters", R"(
INSERT INTO plagiarism.clusters (comparison, number, ordinal, place, cohesion)
SELECT $1, i.number, i.ordinal, i.place, i.cohesion
FROM unnest($2::int[], $3::int[], $4::int[], $5::float8[]) AS i(number, ordinal, place, cohesion))"};
constexpr Statement kNotes = {"store_notes", R"(
INSERT INTO plagiarism.notes (comparison, ordinal, place, file, text)
SELECT $1, i.ordinal, i.place, i.file, i.text
FROM unnest($2::int[], $3::int[], $4::int[], $5::text[]) AS i(ordinal, place, file, text))"};
constexpr Statement kCommon = {"store_common", R"(
INSERT INTO plagiarism.common_code (comparison, key, place, region, people, accepted)
VALUES ($1, $2, $3::int, $4::int[], $5::int, $6::int = 1) ON CONFLICT DO NOTHING)"};
constexpr Statement kDone = {"store_done", R"(
UPDATE plagiarism.comparisons
SET state = 2, ended_at = now(), progress = 1, doing = '', submissions = $2::int, people = $3::int,
    compared = $4::float8, pairs = $5::int, histogram = $6::float8[]
WHERE id = $1 AND state = 1 RETURNING 1)"};
constexpr Statement kPrune = {"store_prune", R"(
DELETE FROM plagiarism.comparisons WHERE id IN (
  SELECT id FROM plagiarism.comparisons WHERE tenant = $1 AND course = $2 AND problem = $3 AND state > 1
  ORDER BY id DESC OFFSET $4))"};

constexpr Statement kGetMembers = {"load_members", R"(
SELECT place, submission, person, course, problem, language, origin,
       (extract(epoch FROM submitted_at) * 1000000)::bigint
FROM plagiarism.members WHERE comparison = $1 ORDER BY place)"};
constexpr Statement kGetPairs = {"load_pairs", R"(
SELECT rank, key, left_place, right_place, probability, low, high, sealed FROM plagiarism.pairs
WHERE comparison = $1 AND ($2::text = '' OR key = $2)
  AND ($3::text = '' OR (left_person <> $3 AND right_person <> $3)) ORDER BY rank)"};
constexpr Statement kGetClusters = {"load_clusters", R"(
SELECT number, place, cohesion FROM plagiarism.clusters WHERE comparison = $1 ORDER BY number, ordinal)"};
constexpr Statement kGetNotes = {
    "load_notes",
    "SELECT place, file, text FROM plagiarism.notes WHERE comparison = $1 ORDER BY ordinal"};
constexpr Statement kGetCommon = {"load_common", R"(
SELECT key, place, region[1], region[2], region[3], region[4], region[5], people, accepted
FROM plagiarism.common_code WHERE comparison = $1 ORDER BY people DESC, key)"};

std::string Word(double value) { return ToText(value); }

// What of a comparison is written: everything but of people who were erased meanwhile.
class Writer {
 public:
  Writer(Connection& connection, const ComparisonRecord& record, const Tenant& tenant,
         const std::vector<Member>& members, const Comparison& comparison,
         const std::set<std::string>& erased)
      : connection_(connection),
        record_(record),
        tenant_(tenant),
        members_(members),
        comparison_(comparison) {
    for (const Member& member : members)
      kept_.push_back(!erased.contains(tenant.PersonHash(member.person)));
  }

  Status Write() {
    ASSAY_RETURN_IF_ERROR(Finish());
    ASSAY_RETURN_IF_ERROR(WriteMembers());
    ASSAY_RETURN_IF_ERROR(WritePairs());
    ASSAY_RETURN_IF_ERROR(WriteClusters());
    ASSAY_RETURN_IF_ERROR(WriteNotes());
    ASSAY_RETURN_IF_ERROR(WriteCommon());
    const AssignmentKey& a = record_.assignment;
    return connection_
        .Execute(kPrune,
                 Params().Add(a.tenant).Add(a.course).Add(a.problem).Add(Comparisons::kKept))
        .status();
  }

 private:
  Status Finish() {
    int submissions = 0, pairs = 0;
    std::set<std::string_view> people;
    for (size_t i = 0; i < members_.size(); ++i) {
      if (!kept_[i] || members_[i].origin == Origin::kTemplate) continue;
      ++submissions;
      if (members_[i].origin == Origin::kClass) people.insert(members_[i].person);
    }
    for (const Pair& pair : comparison_.pairs) pairs += Kept(pair) ? 1 : 0;
    std::vector<std::string> histogram;
    for (const uint64_t count : comparison_.histogram) histogram.push_back(std::to_string(count));
    ASSAY_ASSIGN_OR_RETURN(const database::Rows rows,
                           connection_.Execute(kDone, Params()
                                                          .Add(record_.id)
                                                          .Add(submissions)
                                                          .Add(static_cast<int64_t>(people.size()))
                                                          .Add(std::to_string(comparison_.compared))
                                                          .Add(pairs)
                                                          .AddArray(histogram)));
    if (rows.empty()) return {StatusCode::kCancelled, "the comparison was cancelled"};
    return OkStatus();
  }

  bool Kept(const Pair& pair) const { return kept_[pair.left] && kept_[pair.right]; }

  Status WriteMembers() {
    std::vector<int64_t> places, origins, times;
    std::vector<std::string> ids, people, courses, problems, languages;
    for (size_t i = 0; i < members_.size(); ++i) {
      if (!kept_[i]) continue;
      const Member& one = members_[i];
      places.push_back(static_cast<int64_t>(i));
      ids.push_back(one.submission);
      people.push_back(one.person);
      courses.push_back(one.course);
      problems.push_back(one.problem);
      languages.push_back(comparison_.languages[i]);
      origins.push_back(static_cast<int64_t>(one.origin));
      times.push_back(one.submitted_us);
    }
    return connection_
        .Execute(kMembers, Params()
                               .Add(record_.id)
                               .Add(record_.assignment.tenant)
                               .AddArray(places)
                               .AddArray(ids)
                               .AddArray(people)
                               .AddArray(courses)
                               .AddArray(problems)
                               .AddArray(origins)
                               .AddArray(languages)
                               .AddArray(times))
        .status();
  }

  Status WritePairs() {
    for (size_t from = 0; from < comparison_.pairs.size(); from += kPairsAtOnce) {
      ASSAY_RETURN_IF_ERROR(
          WritePairs(from, std::min(from + kPairsAtOnce, comparison_.pairs.size())));
    }
    return OkStatus();
  }

  Status WritePairs(size_t from, size_t to) {
    ReportOptions options;
    options.title = record_.assignment.Title();
    options.pseudonym_key = tenant_.PseudonymKey(record_.assignment);
    std::vector<int64_t> ranks, lefts, rights;
    std::vector<std::string> keys, left_people, right_people, sealed;
    std::array<std::vector<std::string>, 3> numbers;
    for (size_t p = from; p < to; ++p) {
      const Pair& pair = comparison_.pairs[p];
      if (!Kept(pair)) continue;
      const Member &left = members_[pair.left], &right = members_[pair.right];
      ranks.push_back(static_cast<int64_t>(p) + 1);
      keys.push_back(PairKey(options, left.submission, right.submission));
      lefts.push_back(pair.left);
      rights.push_back(pair.right);
      left_people.push_back(left.person);
      right_people.push_back(right.person);
      numbers[0].push_back(Word(pair.probability));
      numbers[1].push_back(Word(pair.low));
      numbers[2].push_back(Word(pair.high));
      ASSAY_ASSIGN_OR_RETURN(sealed.emplace_back(),
                             tenant_.Seal(ToProto(pair).SerializeAsString(), "pair/" + record_.id));
    }
    return connection_
        .Execute(kPairs, Params()
                             .Add(record_.id)
                             .Add(record_.assignment.tenant)
                             .AddArray(ranks)
                             .AddArray(keys)
                             .AddArray(lefts)
                             .AddArray(rights)
                             .AddArray(left_people)
                             .AddArray(right_people)
                             .AddArray(numbers[0])
                             .AddArray(numbers[1])
                             .AddArray(numbers[2])
                             .AddArray(sealed))
        .status();
  }

  Status WriteClusters() {
    std::vector<int64_t> numbers, ordinals, places;
    std::vector<std::string> cohesions;
    for (size_t c = 0; c < comparison_.clusters.size(); ++c) {
      const Cluster& cluster = comparison_.clusters[c];
      for (size_t m = 0; m < cluster.members.size(); ++m) {
        if (!kept_[cluster.members[m]]) continue;
        numbers.push_back(static_cast<int64_t>(c));
        ordinals.push_back(static_cast<int64_t>(m));
        places.push_back(cluster.members[m]);
        cohesions.push_back(Word(cluster.cohesion));
      }
    }
    return connection_
        .Execute(kClusters, Params()
                                .Add(record_.id)
                                .AddArray(numbers)
                                .AddArray(ordinals)
                                .AddArray(places)
                                .AddArray(cohesions))
        .status();
  }

  Status WriteNotes() {
    std::vector<int64_t> ordinals, places, files;
    std::vector<std::string> texts;
    for (size_t n = 0; n < comparison_.notes.size(); ++n) {
      const FileNote& note = comparison_.notes[n];
      if (!kept_[note.submission]) continue;
      ordinals.push_back(static_cast<int64_t>(n));
      places.push_back(note.submission);
      files.push_back(note.file);
      texts.push_back(Utf8(note.text));
    }
    return connection_
        .Execute(kNotes, Params()
                             .Add(record_.id)
                             .AddArray(ordinals)
                             .AddArray(places)
                             .AddArray(files)
                             .AddArray(texts))
        .status();
  }

  Status WriteCommon() {
    for (const CommonCode& code : comparison_.common) {
      if (!kept_[code.submission]) continue;
      const std::vector<int64_t> region = {code.region.file, code.region.begin, code.region.end,
                                           code.region.begin_line, code.region.end_line};
      ASSAY_RETURN_IF_ERROR(connection_
                                .Execute(kCommon, Params()
                                                      .Add(record_.id)
                                                      .Add(code.key)
                                                      .Add(code.submission)
                                                      .AddArray(region)
                                                      .Add(code.people)
                                                      .Add(code.accepted ? 1 : 0))
                                .status());
    }
    return OkStatus();
  }

  Connection& connection_;
  const ComparisonRecord& record_;
  const Tenant& tenant_;
  const std::vector<Member>& members_;
  const Comparison& comparison_;
  std::vector<bool> kept_;
};

// The other way round. Places of people who were erased since have no member any more.
class Reader {
 public:
  Reader(Rows& rows, const Tenant& tenant, StoredComparison& out)
      : rows_(rows), tenant_(tenant), out_(out), id_(Params().Add(out.record.id)) {}

  Status Read(const std::string& only_pair, const std::string& hidden_from) {
    ASSAY_RETURN_IF_ERROR(ReadMembers());
    ASSAY_RETURN_IF_ERROR(ReadPairs(only_pair, hidden_from));
    ASSAY_RETURN_IF_ERROR(ReadClusters());
    ASSAY_RETURN_IF_ERROR(ReadNotes());
    ASSAY_RETURN_IF_ERROR(ReadCommon());
    Comparison& comparison = out_.comparison;
    comparison.compared = static_cast<uint64_t>(out_.record.compared);
    for (size_t i = 0; i < std::min(comparison.histogram.size(), out_.record.histogram.size()); ++i)
      comparison.histogram[i] = static_cast<uint64_t>(out_.record.histogram[i]);
    return OkStatus();
  }

 private:
  const uint32_t* Find(int64_t place) const {
    const auto found = index_.find(place);
    return found == index_.end() ? nullptr : &found->second;
  }

  Status ReadMembers() {
    ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kGetMembers, id_));
    for (size_t i = 0; i < rows.size(); ++i) {
      index_[rows.Int(i, 0)] = static_cast<uint32_t>(i);
      Member one{TextAt(rows, i, 1), TextAt(rows, i, 2), TextAt(rows, i, 3),
                 TextAt(rows, i, 4), TextAt(rows, i, 5), static_cast<Origin>(rows.Int(i, 6)),
                 rows.Int(i, 7)};
      Submission submission{
          one.submission, one.person, {}, FromMicros(one.submitted_us), one.origin};
      if (one.origin == Origin::kTemplate) submission.submitted_at.reset();
      out_.comparison.submissions.push_back(std::move(submission));
      out_.comparison.languages.push_back(one.language);
      out_.members.push_back(std::move(one));
    }
    return OkStatus();
  }

  Status ReadPairs(const std::string& only_pair, const std::string& hidden_from) {
    ASSAY_ASSIGN_OR_RETURN(
        const database::Rows rows,
        rows_.Run(kGetPairs, Params().Add(out_.record.id).Add(only_pair).Add(hidden_from)));
    for (size_t i = 0; i < rows.size(); ++i) {
      const uint32_t *left = Find(rows.Int(i, 2)), *right = Find(rows.Int(i, 3));
      if (left == nullptr || right == nullptr) continue;
      Pair pair;
      pair.left = *left;
      pair.right = *right;
      pair.probability = rows.Double(i, 4);
      pair.low = rows.Double(i, 5);
      pair.high = rows.Double(i, 6);
      ASSAY_ASSIGN_OR_RETURN(const std::string bytes,
                             tenant_.Open(TextAt(rows, i, 7), "pair/" + out_.record.id));
      v1::StoredPair stored;
      if (!stored.ParseFromString(bytes)) return DataLoss("a stored pair cannot be read");
      ASSAY_RETURN_IF_ERROR(FromProto(stored, pair));
      out_.ranks.push_back(static_cast<int>(rows.Int(i, 0)));
      out_.keys.push_back(TextAt(rows, i, 1));
      out_.comparison.pairs.push_back(std::move(pair));
    }
    return OkStatus();
  }

  Status ReadClusters() {
    ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kGetClusters, id_));
    int64_t current = -1;
    for (size_t i = 0; i < rows.size(); ++i) {
      const uint32_t* member = Find(rows.Int(i, 1));
      if (member == nullptr) continue;
      if (rows.Int(i, 0) != current) out_.comparison.clusters.push_back({{}, rows.Double(i, 2)});
      current = rows.Int(i, 0);
      out_.comparison.clusters.back().members.push_back(*member);
    }
    // One that is left of a cluster is none.
    std::erase_if(out_.comparison.clusters,
                  [](const Cluster& cluster) { return cluster.members.size() < 2; });
    return OkStatus();
  }

  Status ReadNotes() {
    ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kGetNotes, id_));
    for (size_t i = 0; i < rows.size(); ++i) {
      if (const uint32_t* member = Find(rows.Int(i, 0)); member != nullptr)
        out_.comparison.notes.push_back(
            {*member, static_cast<uint32_t>(rows.Int(i, 1)), TextAt(rows, i, 2)});
    }
    return OkStatus();
  }

  Status ReadCommon() {
    ASSAY_ASSIGN_OR_RETURN(const database::Rows rows, rows_.Run(kGetCommon, id_));
    for (size_t i = 0; i < rows.size(); ++i) {
      const uint32_t* member = Find(rows.Int(i, 1));
      if (member == nullptr) continue;
      const auto number = [&](int column) { return static_cast<uint32_t>(rows.Int(i, column)); };
      CommonCode code;
      code.key = TextAt(rows, i, 0);
      code.submission = *member;
      code.region = {number(2), number(3), number(4), number(5), number(6)};
      code.people = number(7);
      code.accepted = rows.Bool(i, 8);
      out_.comparison.common.push_back(std::move(code));
    }
    return OkStatus();
  }

  Rows& rows_;
  const Tenant& tenant_;
  StoredComparison& out_;
  const Params id_;
  std::map<int64_t, uint32_t> index_;  // by place
};

}  // namespace

Status Comparisons::Store(const ComparisonRecord& record, const Tenant& tenant,
                          const std::vector<Member>& members, const Comparison& comparison,
                          const std::set<std::string>& erased) {
  return rows_.InTransaction([&](Connection& connection) {
    return Writer(connection, record, tenant, members, comparison, erased).Write();
  });
}

Result<StoredComparison> Comparisons::Load(const ComparisonRecord& record, const Tenant& tenant,
                                           const std::string& only_pair,
                                           const std::string& hidden_from) {
  StoredComparison out;
  out.record = record;
  ASSAY_RETURN_IF_ERROR(Reader(rows_, tenant, out).Read(only_pair, hidden_from));
  return out;
}

}  // namespace assay::plagiarism
