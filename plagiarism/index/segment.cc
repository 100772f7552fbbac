#include "plagiarism/index/segment.h"

#include <algorithm>
#include <numeric>

#include "common/files.h"
#include "plagiarism/index/bytes.h"

namespace assay::plagiarism {
namespace {

// File: head, documents, blocks, postings, records.
//   head       "ASX1", documents u32, blocks u32, size of postings u64, size of records u64
//   document   id u64, person u64, begin of its record u48
//   block      first fingerprint u40, begin in postings u40
//   postings   a fingerprint each: step from the one before, how many, then steps of documents
constexpr std::string_view kMagic = "ASX1";
constexpr size_t kHead = 28, kDocument = 22, kBlock = 10;
constexpr size_t kInBlock = 16;

struct Posting {
  uint64_t fingerprint;
  uint32_t document;
};

std::vector<Posting> SortedPostings(const std::vector<IndexDocument>& documents) {
  std::vector<Posting> all;
  size_t count = 0;
  for (const IndexDocument& one : documents) count += one.fingerprints.size();
  all.reserve(count);
  for (uint32_t i = 0; i < documents.size(); ++i) {
    for (const uint64_t fingerprint : documents[i].fingerprints) all.push_back({fingerprint, i});
  }
  std::sort(all.begin(), all.end(), [](const Posting& a, const Posting& b) {
    return a.fingerprint != b.fingerprint ? a.fingerprint < b.fingerprint : a.document < b.document;
  });
  return all;
}

std::string Encode(const std::vector<IndexDocument>& documents) {
  std::string table, blocks, postings, records;
  for (const IndexDocument& one : documents) {
    PutFixed(table, one.id, 8);
    PutFixed(table, one.person, 8);
    PutFixed(table, records.size(), 6);
    records += one.record;
  }
  const std::vector<Posting> all = SortedPostings(documents);
  uint64_t before = 0;
  size_t terms = 0;
  for (size_t i = 0; i < all.size();) {
    size_t end = i;
    while (end < all.size() && all[end].fingerprint == all[i].fingerprint) ++end;
    if (terms++ % kInBlock == 0) {
      PutFixed(blocks, all[i].fingerprint, 5);
      PutFixed(blocks, postings.size(), 5);
      before = all[i].fingerprint;
    }
    PutVarint(postings, all[i].fingerprint - before);
    PutVarint(postings, end - i);
    before = all[i].fingerprint;
    uint32_t last = 0;
    for (; i < end; ++i) {
      PutVarint(postings, all[i].document - last);
      last = all[i].document;
    }
  }
  std::string out(kMagic);
  PutFixed(out, documents.size(), 4);
  PutFixed(out, blocks.size() / kBlock, 4);
  PutFixed(out, postings.size(), 8);
  PutFixed(out, records.size(), 8);
  for (const std::string* part : {&table, &blocks, &postings, &records}) out += *part;
  return out;
}

Status Damaged(const std::filesystem::path& path) {
  return DataLoss(path.string() +
                  ": not a segment of the similarity index, or damaged; restore it from a backup, "
                  "or build the index again");
}

}  // namespace

Status Segment::Write(const std::filesystem::path& path,
                      const std::vector<IndexDocument>& documents) {
  return WriteFileDurably(path, Encode(documents), 0600);
}

Result<Segment> Segment::Open(const std::filesystem::path& path) {
  Segment segment;
  segment.path_ = path;
  ASSAY_ASSIGN_OR_RETURN(segment.file_, MappedFile::Open(path));
  ASSAY_RETURN_IF_ERROR(segment.Parse(segment.file_.view()));
  return segment;
}

Result<Segment> Segment::FromBytes(std::string_view bytes) {
  Segment segment;
  ASSAY_RETURN_IF_ERROR(segment.Parse(bytes));
  return segment;
}

Status Segment::Parse(std::string_view bytes) {
  if (bytes.size() < kHead || !bytes.starts_with(kMagic)) return Damaged(path_);
  count_ = static_cast<uint32_t>(GetFixed(bytes.data() + 4, 4));
  block_count_ = static_cast<uint32_t>(GetFixed(bytes.data() + 8, 4));
  const uint64_t postings = GetFixed(bytes.data() + 12, 8);
  const uint64_t records = GetFixed(bytes.data() + 20, 8);
  const uint64_t tables = uint64_t{count_} * kDocument + uint64_t{block_count_} * kBlock;
  const uint64_t rest = bytes.size() - kHead;
  if (tables > rest || postings > rest - tables || records != rest - tables - postings)
    return Damaged(path_);
  bytes_ = bytes;
  documents_ = bytes.substr(kHead, uint64_t{count_} * kDocument);
  blocks_ = bytes.substr(kHead + documents_.size(), uint64_t{block_count_} * kBlock);
  postings_ = bytes.substr(kHead + tables, postings);
  records_ = bytes.substr(kHead + tables + postings, records);
  return OkStatus();
}

uint64_t Segment::id(uint32_t document) const {
  return document < count_ ? GetFixed(documents_.data() + size_t{document} * kDocument, 8) : 0;
}

uint64_t Segment::person(uint32_t document) const {
  return document < count_ ? GetFixed(documents_.data() + size_t{document} * kDocument + 8, 8) : 0;
}

std::string_view Segment::record(uint32_t document) const {
  if (document >= count_) return {};
  const auto begin_of = [&](uint32_t one) {
    return one == count_ ? records_.size()
                         : GetFixed(documents_.data() + size_t{one} * kDocument + 16, 6);
  };
  const uint64_t begin = begin_of(document), end = begin_of(document + 1);
  if (begin > end || end > records_.size()) return {};
  return records_.substr(begin, end - begin);
}

uint32_t Segment::BlockOf(uint64_t fingerprint) const {
  uint32_t low = 0, high = block_count_;
  while (high - low > 1) {
    const uint32_t middle = low + (high - low) / 2;
    (GetFixed(blocks_.data() + size_t{middle} * kBlock, 5) <= fingerprint ? low : high) = middle;
  }
  return low;
}

bool Segment::Find(uint64_t fingerprint, uint32_t most, std::vector<uint32_t>& out,
                   uint32_t& many) const {
  many = 0;
  if (block_count_ == 0) return true;
  const char* block = blocks_.data() + size_t{BlockOf(fingerprint)} * kBlock;
  uint64_t at = GetFixed(block, 5);
  const uint64_t begin = GetFixed(block + 5, 5);
  if (at > fingerprint || begin > postings_.size()) return true;
  ByteReader reader(postings_.substr(begin));
  for (size_t term = 0; term < kInBlock && reader.ok() && !reader.empty(); ++term) {
    at += reader.Varint();
    const uint64_t count = reader.Varint();
    if (at > fingerprint || count > count_ || !reader.ok()) return true;
    if (at == fingerprint) {
      many = static_cast<uint32_t>(count);
      if (count > most) return false;
    }
    uint64_t document = 0;
    for (uint64_t i = 0; i < count && reader.ok(); ++i) {
      document += reader.Varint();
      if (document >= count_) return true;
      if (at == fingerprint) out.push_back(static_cast<uint32_t>(document));
    }
    if (at == fingerprint) return true;
  }
  return true;
}

Result<std::vector<IndexDocument>> Segment::ReadAll() const {
  std::vector<IndexDocument> documents(count_);
  for (uint32_t i = 0; i < count_; ++i) {
    documents[i].id = id(i);
    documents[i].person = person(i);
    documents[i].record = record(i);
  }
  uint64_t at = 0;
  size_t term = 0;
  for (ByteReader reader(postings_); !reader.empty(); ++term) {
    const uint64_t step = reader.Varint();
    if (term % kInBlock == 0) {
      if (term / kInBlock >= block_count_) return Damaged(path_);
      at = GetFixed(blocks_.data() + term / kInBlock * kBlock, 5);
    }
    at += step;
    const uint64_t count = reader.Varint();
    if (!reader.ok() || count > count_) return Damaged(path_);
    uint64_t document = 0;
    for (uint64_t i = 0; i < count; ++i) {
      document += reader.Varint();
      if (!reader.ok() || document >= count_) return Damaged(path_);
      documents[document].fingerprints.push_back(at);
    }
  }
  return documents;
}

}  // namespace assay::plagiarism
