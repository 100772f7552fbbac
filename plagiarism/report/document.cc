#include "plagiarism/report/document.h"

#include <algorithm>
#include <map>
#include <optional>

#include "plagiarism/report/json_out.h"
#include "plagiarism/report/labels.h"
#include "plagiarism/report/sources.h"
#include "plagiarism/report/text.h"

namespace assay::plagiarism::report {
namespace {

size_t CountLines(std::string_view text) {
  const auto ends = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  return ends + (text.empty() || text.back() == '\n' ? 0 : 1);
}

std::string_view FirstName(Provenance::First first) {
  switch (first) {
    case Provenance::First::kUnknown:
      return "unknown";
    case Provenance::First::kLeft:
      return "left";
    case Provenance::First::kRight:
      return "right";
  }
  return "";
}

class Writer {
 public:
  Writer(const Comparison& comparison, const ReportOptions& options, Document document)
      : comparison_(comparison), options_(options), labels_(comparison, options) {
    if (document == Document::kPage) sources_.emplace(comparison, options);
    for (const Decision& decision : options.decisions)
      decisions_[decision.pair].push_back(&decision);
  }

  std::string Write() &&;

 private:
  void WriteHead();
  void WriteSubmissions();
  void WriteFile(uint32_t submission, uint32_t file);
  void WritePair(const Pair& pair);
  void WriteEvidence(const Pair& pair);
  void WritePassage(const Pair& pair, const Passage& passage);
  void WriteRegion(uint32_t submission, const Region& region);
  void WriteDecisionsOf(const std::string& key);
  void WriteClusters();
  void WriteCommon();
  void WriteNotes();
  void WriteHistogram();
  void WriteTime(const std::optional<std::chrono::system_clock::time_point>& time);

  const Comparison& comparison_;
  const ReportOptions& options_;
  Labels labels_;
  std::optional<Sources> sources_;  // of the page alone
  std::map<std::string, std::vector<const Decision*>, std::less<>> decisions_;
  JsonOut out_;
};

std::string Writer::Write() && {
  out_.BeginObject();
  WriteHead();
  WriteSubmissions();
  WriteNotes();
  out_.Key("pairs").BeginArray();
  for (const Pair& pair : comparison_.pairs) WritePair(pair);
  out_.EndArray();
  WriteClusters();
  WriteCommon();
  WriteHistogram();
  out_.EndObject();
  return std::move(out_).Take();
}

void Writer::WriteTime(const std::optional<std::chrono::system_clock::time_point>& time) {
  if (time) {
    out_.String(IsoTime(*time));
  } else {
    out_.Null();
  }
}

void Writer::WriteHead() {
  out_.Key("format").String("assay-similarity").Key("version").Integer(1);
  out_.Key("title").String(options_.title);
  out_.Key("made_at");
  WriteTime(options_.made_at.time_since_epoch().count() == 0 ? std::nullopt
                                                             : std::optional(options_.made_at));
  out_.Key("names").Bool(labels_.names());
  out_.Key("threshold").Number(std::clamp(Finite(options_.threshold), 0.0, 1.0));
}

void Writer::WriteSubmissions() {
  out_.Key("submissions").BeginArray();
  for (uint32_t i = 0; i < comparison_.submissions.size(); ++i) {
    const Submission& submission = comparison_.submissions[i];
    out_.BeginObject().Key("pseudonym").String(labels_.Pseudonym(i));
    if (labels_.names()) {
      out_.Key("id").String(submission.id);
      out_.Key("name").String(labels_.Name(i));
    }
    out_.Key("origin").String(OriginName(submission.origin));
    out_.Key("language").String(i < comparison_.languages.size() ? comparison_.languages[i] : "");
    out_.Key("submitted_at");
    WriteTime(submission.submitted_at);
    out_.Key("files").BeginArray();
    for (uint32_t file = 0; file < submission.files.size(); ++file) WriteFile(i, file);
    out_.EndArray().EndObject();
  }
  out_.EndArray();
}

void Writer::WriteFile(uint32_t submission, uint32_t file) {
  const std::string& text = comparison_.submissions[submission].files[file].text;
  out_.BeginObject().Key("name").String(labels_.FileName(submission, file));
  out_.Key("bytes").Integer(text.size()).Key("lines").Integer(CountLines(text));
  if (sources_) {
    out_.Key("neutral_name").String(labels_.NeutralFileName(submission, file));
    if (const ShownText* shown = sources_->Find(submission, file); shown != nullptr)
      out_.Key("text").String(shown->text).Key("cut").Bool(shown->cut);
  }
  out_.EndObject();
}

void Writer::WriteNotes() {
  out_.Key("notes").BeginArray();
  for (const FileNote& note : comparison_.notes) {
    out_.BeginObject().Key("submission").Integer(note.submission);
    out_.Key("file").Integer(note.file).Key("text").String(note.text).EndObject();
  }
  out_.EndArray();
}

void Writer::WritePair(const Pair& pair) {
  const std::string key = labels_.KeyOf(pair);
  out_.BeginObject().Key("key").String(key);
  out_.Key("left").Integer(pair.left).Key("right").Integer(pair.right);
  out_.Key("probability").Number(pair.probability);
  out_.Key("low").Number(pair.low).Key("high").Number(pair.high);
  if (pair.through != Pair::kNobody) out_.Key("through").Integer(pair.through);
  out_.Key("left_covered").Number(pair.left_covered);
  out_.Key("right_covered").Number(pair.right_covered);
  WriteEvidence(pair);
  out_.Key("passages").BeginArray();
  for (const Passage& passage : pair.passages) WritePassage(pair, passage);
  out_.EndArray();
  out_.Key("provenance").BeginObject();
  out_.Key("first").String(FirstName(pair.provenance.first));
  out_.Key("confidence").Number(pair.provenance.confidence);
  out_.Key("why").String(pair.provenance.why).EndObject();
  WriteDecisionsOf(key);
  out_.EndObject();
}

void Writer::WriteEvidence(const Pair& pair) {
  out_.Key("evidence").BeginArray();
  for (const Evidence kind : kAllEvidence) {
    const EvidenceScore& score = pair.of(kind);
    out_.BeginObject().Key("kind").String(EvidenceName(kind));
    out_.Key("measured").Bool(score.measured).Key("similarity").Number(score.similarity);
    out_.Key("surprise").Number(score.surprise);
    out_.Key("contribution").Number(score.contribution).EndObject();
  }
  out_.EndArray();
}

void Writer::WritePassage(const Pair& pair, const Passage& passage) {
  out_.BeginObject().Key("kind").String(EvidenceName(passage.kind));
  out_.Key("weight").Number(passage.weight).Key("what").String(passage.what);
  out_.Key("left");
  WriteRegion(pair.left, passage.left);
  out_.Key("right");
  WriteRegion(pair.right, passage.right);
  out_.EndObject();
}

void Writer::WriteRegion(uint32_t submission, const Region& original) {
  const Region region = sources_ ? sources_->Translate(submission, original) : original;
  out_.BeginObject().Key("file").Integer(region.file);
  out_.Key("begin").Integer(region.begin).Key("end").Integer(region.end);
  out_.Key("begin_line").Integer(region.begin_line);
  out_.Key("end_line").Integer(region.end_line).EndObject();
}

void Writer::WriteDecisionsOf(const std::string& key) {
  out_.Key("decisions").BeginArray();
  if (const auto found = decisions_.find(key); found != decisions_.end()) {
    for (const Decision* decision : found->second) {
      out_.BeginObject().Key("state").String(DecisionStateName(decision->state));
      out_.Key("note").String(decision->note).Key("who").String(decision->who);
      out_.Key("when").String(IsoTime(decision->when)).EndObject();
    }
  }
  out_.EndArray();
}

void Writer::WriteClusters() {
  out_.Key("clusters").BeginArray();
  for (const Cluster& cluster : comparison_.clusters) {
    out_.BeginObject().Key("cohesion").Number(cluster.cohesion).Key("members").BeginArray();
    for (const uint32_t member : cluster.members) out_.Integer(member);
    out_.EndArray().EndObject();
  }
  out_.EndArray();
}

void Writer::WriteCommon() {
  out_.Key("common").BeginArray();
  for (const CommonCode& code : comparison_.common) {
    out_.BeginObject().Key("key").String(code.key).Key("people").Integer(code.people);
    out_.Key("accepted").Bool(code.accepted).Key("submission").Integer(code.submission);
    out_.Key("region");
    WriteRegion(code.submission, code.region);
    out_.EndObject();
  }
  out_.EndArray();
}

void Writer::WriteHistogram() {
  out_.Key("histogram").BeginArray();
  for (const uint64_t count : comparison_.histogram) out_.Integer(count);
  out_.EndArray().Key("compared").Integer(comparison_.compared);
}

}  // namespace

std::string WriteDocument(const Comparison& comparison, const ReportOptions& options,
                          Document document) {
  return Writer(comparison, options, document).Write();
}

}  // namespace assay::plagiarism::report
