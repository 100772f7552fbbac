#include "plagiarism/index.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "common/crypto/mac.h"
#include "common/files.h"
#include "plagiarism/index/bytes.h"
#include "plagiarism/index/fingerprints.h"
#include "plagiarism/index/journal.h"
#include "plagiarism/index/keyed_hash.h"
#include "plagiarism/index/record.h"
#include "plagiarism/index/segment.h"

namespace assay::plagiarism {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMergeAt = 8;  // segments of about one size
// A fingerprint that more submissions have than this leads to none of them.
constexpr uint32_t kLeastCommon = 1000;
constexpr double kCommonPart = 1.0 / 200;

enum class Entry : uint8_t { kDocument = 1, kErase = 2 };

// The newest submissions, as a segment has them.
struct Memory {
  std::vector<IndexDocument> documents;
  std::unordered_map<uint64_t, std::vector<uint32_t>> postings;

  void Add(IndexDocument document) {
    const auto number = static_cast<uint32_t>(documents.size());
    for (const uint64_t one : document.fingerprints) postings[one].push_back(number);
    documents.push_back(std::move(document));
  }
};

struct Part {
  std::shared_ptr<const Segment> segment;
  uint64_t number = 0;
};

std::string EncodeDocument(const IndexDocument& document) {
  std::string out(1, static_cast<char>(Entry::kDocument));
  PutFixed(out, document.id, 8);
  PutFixed(out, document.person, 8);
  PutVarint(out, document.fingerprints.size());
  uint64_t before = 0;
  for (const uint64_t one : document.fingerprints) {
    PutVarint(out, one - before);
    before = one;
  }
  PutText(out, document.record);
  return out;
}

Result<IndexDocument> DecodeDocument(ByteReader& reader) {
  IndexDocument document;
  document.id = reader.Fixed(8);
  document.person = reader.Fixed(8);
  const uint64_t count = reader.Varint();
  uint64_t at = 0;
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    at += reader.Varint();
    document.fingerprints.push_back(at);
  }
  document.record = reader.Text();
  if (!reader.ok() || !reader.empty())
    return DataLoss("the journal of the similarity index has an entry of another kind");
  return document;
}

class FileIndex final : public Index {
 public:
  explicit FileIndex(IndexOptions options)
      : options_(std::move(options)),
        hash_(options_.key),
        records_(crypto::DeriveKey(options_.key, "assay similarity records")) {}
  FileIndex(const FileIndex&) = delete;
  FileIndex& operator=(const FileIndex&) = delete;

  ~FileIndex() override {
    {
      const std::lock_guard lock(merging_);
      stopped_ = true;
    }
    wake_.notify_all();
    if (merger_.joinable()) merger_.join();
  }

  Status Start() {
    std::error_code error;
    fs::create_directories(options_.folder, error);
    if (error) return Unavailable(options_.folder.string() + ": " + error.message());
    ASSAY_ASSIGN_OR_RETURN(lock_, LockFolder(options_.folder));
    ASSAY_RETURN_IF_ERROR(CheckKey());
    ASSAY_RETURN_IF_ERROR(OpenSegments());
    std::vector<uint64_t> erased;
    ASSAY_ASSIGN_OR_RETURN(Journal journal,
                           Journal::Open(options_.folder / "journal", [&](std::string_view entry) {
                             return Replay(entry, erased);
                           }));
    journal_.emplace(std::move(journal));
    // An erasure that a crash interrupted is finished before anybody looks.
    for (const uint64_t person : erased) ASSAY_RETURN_IF_ERROR(Rewrite(person));
    merger_ = std::thread([this] { MergeForever(); });
    return OkStatus();
  }

  Status Add(const Submission& submission, const std::string& assignment) override {
    IndexDocument document;
    document.id = hash_.Name(submission.id);
    document.person = hash_.Name(submission.person.empty() ? submission.id : submission.person);
    document.fingerprints = Keyed(submission);
    ASSAY_ASSIGN_OR_RETURN(document.record, SealRecord(records_, {submission, assignment}));
    const std::string entry = EncodeDocument(document);
    const std::lock_guard writing(writing_);
    {
      const std::shared_lock lock(mutex_);
      if (ids_.contains(document.id)) return OkStatus();
    }
    ASSAY_RETURN_IF_ERROR(journal_->Append(entry));
    size_t held = 0;
    {
      const std::unique_lock lock(mutex_);
      ids_.insert(document.id);
      memory_.Add(std::move(document));
      held = memory_.documents.size();
    }
    return held >= options_.in_memory ? Flush() : OkStatus();
  }

  Result<std::vector<IndexMatch>> Query(const Submission& submission, size_t most) override {
    const std::vector<uint64_t> asked = Keyed(submission);
    const uint64_t id = hash_.Name(submission.id);
    const uint64_t person =
        hash_.Name(submission.person.empty() ? submission.id : submission.person);
    struct Hit {
      float score;
      uint32_t shared;
      std::string record;
    };
    std::vector<Hit> hits;
    double total = 0;
    {
      const std::shared_lock lock(mutex_);
      // By part, the memory last: what is found there for each fingerprint.
      const size_t parts = parts_.size() + 1;
      std::vector<std::vector<float>> scores(parts);
      std::vector<std::vector<uint16_t>> shared(parts);
      std::vector<std::vector<uint32_t>> touched(parts), found(parts);
      for (size_t p = 0; p < parts; ++p) {
        scores[p].resize(CountOf(p));
        shared[p].resize(CountOf(p));
      }
      const auto all = static_cast<double>(ids_.size());
      const uint32_t common = std::max(kLeastCommon, static_cast<uint32_t>(all * kCommonPart));
      for (const uint64_t fingerprint : asked) {
        uint64_t people = 0;
        for (size_t p = 0; p < parts; ++p) {
          found[p].clear();
          people += FindIn(p, fingerprint, common, found[p]);
        }
        const double weight = std::log((all + 1) / (static_cast<double>(people) + 0.5)) + 0.1;
        total += weight;
        if (people > common) continue;
        for (size_t p = 0; p < parts; ++p) {
          for (const uint32_t document : found[p]) {
            if (shared[p][document]++ == 0) touched[p].push_back(document);
            scores[p][document] += static_cast<float>(weight);
          }
        }
      }
      std::vector<std::pair<size_t, uint32_t>> best;
      for (size_t p = 0; p < parts; ++p) {
        for (const uint32_t document : touched[p]) {
          if (!IsOf(p, document, id, person)) best.emplace_back(p, document);
        }
      }
      const size_t kept = std::min(most, best.size());
      std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(kept), best.end(),
                        [&](const auto& a, const auto& b) {
                          const float x = scores[a.first][a.second], y = scores[b.first][b.second];
                          return x != y ? x > y : a < b;
                        });
      best.resize(kept);
      for (const auto& [p, document] : best) {
        hits.push_back(
            {scores[p][document], shared[p][document], std::string(Record(p, document))});
      }
    }
    std::vector<IndexMatch> matches;
    for (const Hit& hit : hits) {
      ASSAY_ASSIGN_OR_RETURN(StoredSubmission stored, OpenRecord(records_, hit.record));
      IndexMatch match;
      match.id = stored.submission.id;
      match.person = stored.submission.person;
      match.assignment = std::move(stored.assignment);
      match.submitted_at = stored.submission.submitted_at;
      match.score = total > 0 ? static_cast<double>(hit.score) / total : 0;
      match.shared = hit.shared;
      match.submission = std::move(stored.submission);
      matches.push_back(std::move(match));
    }
    return matches;
  }

  Result<size_t> ErasePerson(const std::string& name) override {
    const uint64_t person = hash_.Name(name);
    const std::lock_guard writing(writing_);
    const size_t before = figures().submissions;
    std::string entry(1, static_cast<char>(Entry::kErase));
    PutFixed(entry, person, 8);
    ASSAY_RETURN_IF_ERROR(journal_->Append(entry));
    ASSAY_RETURN_IF_ERROR(Rewrite(person));
    return before - figures().submissions;
  }

  IndexFigures figures() const override {
    const std::shared_lock lock(mutex_);
    IndexFigures figures;
    figures.submissions = ids_.size();
    figures.segments = static_cast<uint32_t>(parts_.size());
    std::error_code error;
    for (fs::directory_iterator at(options_.folder, error), end; !error && at != end;
         at.increment(error)) {
      std::error_code gone;
      const uint64_t size = fs::file_size(at->path(), gone);
      if (!gone) figures.bytes += size;
    }
    return figures;
  }

 private:
  Status CheckKey() {
    const fs::path path = options_.folder / "key-check";
    const std::string mine = crypto::HmacSha256(options_.key.bytes(), "assay similarity key 1");
    std::error_code error;
    if (!fs::exists(path, error)) return WriteFileDurably(path, mine, 0600);
    ASSAY_ASSIGN_OR_RETURN(const std::string theirs, ReadFile(path));
    if (!crypto::ConstantTimeEqual(mine, theirs))
      return FailedPrecondition(options_.folder.string() + ": this index has another key");
    return OkStatus();
  }

  fs::path SegmentPath(uint64_t number) const {
    return options_.folder / ("segment-" + std::to_string(number));
  }

  Status OpenSegments() {
    std::error_code error;
    std::vector<uint64_t> numbers;
    for (fs::directory_iterator at(options_.folder, error), end; !error && at != end;
         at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (!name.starts_with("segment-")) continue;
      char* rest = nullptr;
      const uint64_t number = std::strtoull(name.c_str() + 8, &rest, 10);
      if (*rest == '\0') {
        numbers.push_back(number);
      } else {
        fs::remove(at->path(), error);  // half of a write that a crash ended
      }
    }
    if (error) return Unavailable(options_.folder.string() + ": " + error.message());
    // The newest first: where a crash left a segment and what it was merged into, that one counts.
    std::sort(numbers.rbegin(), numbers.rend());
    for (const uint64_t number : numbers) {
      ASSAY_ASSIGN_OR_RETURN(Segment segment, Segment::Open(SegmentPath(number)));
      next_ = std::max(next_.load(), number + 1);
      bool superseded = false;
      for (uint32_t i = 0; i < segment.count() && !superseded; ++i)
        superseded = ids_.contains(segment.id(i));
      if (superseded) {
        fs::remove(SegmentPath(number), error);
        continue;
      }
      ids_.reserve(ids_.size() + segment.count());
      for (uint32_t i = 0; i < segment.count(); ++i) ids_.insert(segment.id(i));
      parts_.push_back({std::make_shared<const Segment>(std::move(segment)), number});
    }
    std::sort(parts_.begin(), parts_.end(),
              [](const Part& a, const Part& b) { return a.number < b.number; });
    return OkStatus();
  }

  Status Replay(std::string_view entry, std::vector<uint64_t>& erased) {
    ByteReader reader(entry);
    const auto kind = static_cast<Entry>(reader.Fixed(1));
    if (kind == Entry::kErase) {
      erased.push_back(reader.Fixed(8));
      return OkStatus();
    }
    ASSAY_ASSIGN_OR_RETURN(IndexDocument document, DecodeDocument(reader));
    // A segment was written, and the journal not emptied any more.
    if (!ids_.insert(document.id).second) return OkStatus();
    memory_.Add(std::move(document));
    return OkStatus();
  }

  std::vector<uint64_t> Keyed(const Submission& submission) const {
    std::vector<uint64_t> all = Fingerprints(submission.files);
    for (uint64_t& one : all) one = hash_.Fingerprint(one);
    std::sort(all.begin(), all.end());
    return all;
  }

  size_t CountOf(size_t part) const {
    return part < parts_.size() ? parts_[part].segment->count() : memory_.documents.size();
  }
  uint32_t FindIn(size_t part, uint64_t fingerprint, uint32_t most,
                  std::vector<uint32_t>& out) const {
    uint32_t many = 0;
    if (part < parts_.size()) {
      parts_[part].segment->Find(fingerprint, most, out, many);
      return many;
    }
    const auto found = memory_.postings.find(fingerprint);
    if (found == memory_.postings.end()) return 0;
    out = found->second;
    return static_cast<uint32_t>(out.size());
  }
  bool IsOf(size_t part, uint32_t document, uint64_t id, uint64_t person) const {
    if (part < parts_.size()) {
      const Segment& segment = *parts_[part].segment;
      return segment.person(document) == person || segment.id(document) == id;
    }
    const IndexDocument& one = memory_.documents[document];
    return one.person == person || one.id == id;
  }
  std::string_view Record(size_t part, uint32_t document) const {
    return part < parts_.size() ? parts_[part].segment->record(document)
                                : std::string_view(memory_.documents[document].record);
  }

  // With writing_ held: the memory becomes a segment.
  Status Flush() {
    if (memory_.documents.empty()) return journal_->Clear();
    const uint64_t number = next_++;
    // Nobody else changes it while writing_ is held.
    ASSAY_RETURN_IF_ERROR(Segment::Write(SegmentPath(number), memory_.documents));
    ASSAY_ASSIGN_OR_RETURN(Segment segment, Segment::Open(SegmentPath(number)));
    {
      const std::unique_lock lock(mutex_);
      parts_.push_back({std::make_shared<const Segment>(std::move(segment)), number});
      memory_ = {};
    }
    ASSAY_RETURN_IF_ERROR(journal_->Clear());
    wake_.notify_all();
    return OkStatus();
  }

  // With writing_ held, or before anybody else is there: everything without that person.
  Status Rewrite(uint64_t person) {
    const std::lock_guard merging(rewriting_);
    std::vector<Part> parts;
    {
      const std::shared_lock lock(mutex_);
      parts = parts_;
    }
    std::vector<uint64_t> gone;
    for (Part& part : parts) {
      bool has = false;
      for (uint32_t i = 0; i < part.segment->count() && !has; ++i)
        has = part.segment->person(i) == person;
      if (!has) continue;
      ASSAY_ASSIGN_OR_RETURN(std::vector<IndexDocument> documents, part.segment->ReadAll());
      TakeOut(documents, person, gone);
      ASSAY_RETURN_IF_ERROR(Replace({part}, documents));
    }
    {
      const std::unique_lock lock(mutex_);
      std::vector<IndexDocument> documents = std::move(memory_.documents);
      TakeOut(documents, person, gone);
      memory_ = {};
      for (IndexDocument& one : documents) memory_.Add(std::move(one));
      for (const uint64_t id : gone) ids_.erase(id);
    }
    // The journal has their fingerprints too.
    return Flush();
  }

  static void TakeOut(std::vector<IndexDocument>& documents, uint64_t person,
                      std::vector<uint64_t>& gone) {
    std::erase_if(documents, [&](const IndexDocument& one) {
      if (one.person == person) gone.push_back(one.id);
      return one.person == person;
    });
  }

  // With rewriting_ held: `documents` instead of `old`.
  Status Replace(const std::vector<Part>& old, const std::vector<IndexDocument>& documents) {
    const uint64_t number = next_++;
    std::shared_ptr<const Segment> made;
    if (!documents.empty()) {
      ASSAY_RETURN_IF_ERROR(Segment::Write(SegmentPath(number), documents));
      ASSAY_ASSIGN_OR_RETURN(Segment segment, Segment::Open(SegmentPath(number)));
      made = std::make_shared<const Segment>(std::move(segment));
    }
    {
      const std::unique_lock lock(mutex_);
      std::erase_if(parts_, [&](const Part& one) {
        return std::any_of(old.begin(), old.end(),
                           [&](const Part& other) { return other.number == one.number; });
      });
      if (made != nullptr) parts_.push_back({made, number});
    }
    for (const Part& one : old) {
      std::error_code error;
      fs::remove(SegmentPath(one.number), error);
      if (error) return Unavailable(SegmentPath(one.number).string() + ": " + error.message());
    }
    return OkStatus();
  }

  // Segments of about one size, once there are enough of them.
  std::vector<Part> ToMerge() const {
    const std::shared_lock lock(mutex_);
    std::unordered_map<int, std::vector<Part>> by_size;
    for (const Part& part : parts_) {
      const double size = static_cast<double>(part.segment->count()) /
                          static_cast<double>(std::max<size_t>(options_.in_memory, 1));
      by_size[static_cast<int>(std::log(std::max(size, 0.01)) / std::log(kMergeAt) + 100.01)]
          .push_back(part);
    }
    for (auto& [size, parts] : by_size) {
      if (parts.size() >= kMergeAt) return parts;
    }
    return {};
  }

  void MergeForever() {
    while (true) {
      const std::vector<Part> parts = ToMerge();
      if (parts.empty()) {
        std::unique_lock lock(merging_);
        if (stopped_) return;
        wake_.wait_for(lock, std::chrono::seconds(1));
        if (stopped_) return;
        continue;
      }
      if (!Merge(parts).ok()) {
        // A full disk, say. The parts serve as they are; later once more.
        std::unique_lock lock(merging_);
        wake_.wait_for(lock, std::chrono::seconds(30), [this] { return stopped_; });
        if (stopped_) return;
      }
    }
  }

  Status Merge(const std::vector<Part>& parts) {
    const std::lock_guard rewriting(rewriting_);
    {
      // An erasure may have replaced one of them meanwhile.
      const std::shared_lock lock(mutex_);
      for (const Part& part : parts) {
        if (std::none_of(parts_.begin(), parts_.end(),
                         [&](const Part& one) { return one.number == part.number; }))
          return OkStatus();
      }
    }
    std::vector<IndexDocument> documents;
    for (const Part& part : parts) {
      ASSAY_ASSIGN_OR_RETURN(std::vector<IndexDocument> more, part.segment->ReadAll());
      for (IndexDocument& one : more) documents.push_back(std::move(one));
    }
    return Replace(parts, documents);
  }

  const IndexOptions options_;
  const KeyedHash hash_;
  const crypto::Key records_;
  UniqueFd lock_;
  std::mutex writing_;               // one Add, Flush or erasure at a time; taken before the others
  std::mutex rewriting_;             // one rewriting of segments at a time
  mutable std::shared_mutex mutex_;  // what follows
  std::vector<Part> parts_;
  Memory memory_;
  std::unordered_set<uint64_t> ids_;
  std::optional<Journal> journal_;  // with writing_
  std::atomic<uint64_t> next_ = 1;

  std::mutex merging_;
  std::condition_variable wake_;
  bool stopped_ = false;  // with merging_
  std::thread merger_;
};

}  // namespace

Result<std::unique_ptr<Index>> Index::Open(IndexOptions options) {
  auto index = std::make_unique<FileIndex>(std::move(options));
  ASSAY_RETURN_IF_ERROR(index->Start());
  return std::unique_ptr<Index>(std::move(index));
}

}  // namespace assay::plagiarism
