#include "plagiarism/service/stored_pair.h"

#include "assay/plagiarism/v1/plagiarism.pb.h"
#include "plagiarism/report/text.h"

namespace assay::plagiarism {
namespace {

Result<Evidence> KindOf(const std::string& name) {
  for (const Evidence kind : kAllEvidence) {
    if (EvidenceName(kind) == name) return kind;
  }
  return DataLoss("a stored pair has an unknown kind of evidence");
}

std::string_view FirstName(Provenance::First first) {
  switch (first) {
    case Provenance::First::kLeft:
      return "left";
    case Provenance::First::kRight:
      return "right";
    case Provenance::First::kUnknown:
      break;
  }
  return "unknown";
}

Region FromProto(const v1::Region& region) {
  return {static_cast<uint32_t>(region.file()), static_cast<uint32_t>(region.begin()),
          static_cast<uint32_t>(region.end()), static_cast<uint32_t>(region.begin_line()),
          static_cast<uint32_t>(region.end_line())};
}

}  // namespace

std::string Utf8(std::string_view bytes) { return report::ShowText(bytes, bytes.size(), {}).text; }

v1::Region ToProto(const Region& region) {
  v1::Region out;
  out.set_file(static_cast<int>(region.file));
  out.set_begin(static_cast<int>(region.begin));
  out.set_end(static_cast<int>(region.end));
  out.set_begin_line(static_cast<int>(region.begin_line));
  out.set_end_line(static_cast<int>(region.end_line));
  return out;
}

v1::StoredPair ToProto(const Pair& pair) {
  v1::StoredPair out;
  for (const Evidence kind : kAllEvidence) {
    const EvidenceScore& score = pair.of(kind);
    v1::EvidenceScore& one = *out.add_evidence();
    one.set_kind(std::string(EvidenceName(kind)));
    one.set_measured(score.measured);
    one.set_similarity(report::Finite(score.similarity));
    one.set_surprise(report::Finite(score.surprise));
    one.set_contribution(report::Finite(score.contribution));
  }
  for (const Passage& passage : pair.passages) {
    v1::Passage& one = *out.add_passages();
    one.set_kind(std::string(EvidenceName(passage.kind)));
    *one.mutable_left() = ToProto(passage.left);
    *one.mutable_right() = ToProto(passage.right);
    one.set_weight(report::Finite(passage.weight));
    one.set_what(Utf8(passage.what));
  }
  out.mutable_order()->set_first(std::string(FirstName(pair.provenance.first)));
  out.mutable_order()->set_confidence(report::Finite(pair.provenance.confidence));
  out.mutable_order()->set_why(Utf8(pair.provenance.why));
  out.set_left_covered(report::Finite(pair.left_covered));
  out.set_right_covered(report::Finite(pair.right_covered));
  return out;
}

Status FromProto(const v1::StoredPair& stored, Pair& pair) {
  for (const v1::EvidenceScore& one : stored.evidence()) {
    ASSAY_ASSIGN_OR_RETURN(const Evidence kind, KindOf(one.kind()));
    pair.of(kind) = {one.similarity(), one.surprise(), one.contribution(), one.measured()};
  }
  for (const v1::Passage& one : stored.passages()) {
    Passage passage;
    ASSAY_ASSIGN_OR_RETURN(passage.kind, KindOf(one.kind()));
    passage.left = FromProto(one.left());
    passage.right = FromProto(one.right());
    passage.weight = one.weight();
    passage.what = one.what();
    pair.passages.push_back(std::move(passage));
  }
  const std::string& first = stored.order().first();
  pair.provenance.first = first == "left"    ? Provenance::First::kLeft
                          : first == "right" ? Provenance::First::kRight
                                             : Provenance::First::kUnknown;
  pair.provenance.confidence = stored.order().confidence();
  pair.provenance.why = stored.order().why();
  pair.left_covered = stored.left_covered();
  pair.right_covered = stored.right_covered();
  return OkStatus();
}

}  // namespace assay::plagiarism
