// Code that counts less or not at all: what many have, and what everybody was given.
#include <algorithm>

#include "plagiarism/service/calls.h"
#include "plagiarism/service/stored_pair.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kMostFiles = 200;
constexpr size_t kMostBytes = size_t{4} << 20U;
constexpr size_t kMostText = 20'000;  // of a passage, shown

bool IsName(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 100 && plain(name.front()) &&
         std::ranges::all_of(name,
                             [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; });
}

v1::Template ToProto(const TemplateRecord& record) {
  v1::Template out;
  out.set_name(record.name);
  out.set_files(record.files);
  out.set_bytes(record.bytes);
  out.set_put_by(record.put_by);
  SetTime(*out.mutable_put_at(), record.put_us);
  return out;
}

}  // namespace

Result<v1::ListCommonCodeResponse> Calls::ListCommonCode(const v1::ListCommonCodeRequest& request) {
  const v1::Caller& caller = request.comparison().caller();
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(caller.tenant()));
  ASSAY_ASSIGN_OR_RETURN(StoredComparison stored, Load(request.comparison(), tenant));
  std::set<uint32_t> wanted;
  for (const CommonCode& code : stored.comparison.common) wanted.insert(code.submission);
  ASSAY_RETURN_IF_ERROR(AddSources(stored, *tenant, wanted));
  ASSAY_ASSIGN_OR_RETURN(const auto refused,
                         p_.assignments.RefusedCommon(stored.record.assignment));
  v1::ListCommonCodeResponse out;
  out.set_comparison(stored.record.id);
  for (const CommonCode& code : stored.comparison.common) {
    v1::CommonCode& one = *out.add_common();
    one.set_key(code.key);
    one.set_people(static_cast<int>(code.people));
    one.set_accepted(!refused.contains(code.key));
    *one.mutable_region() = plagiarism::ToProto(code.region);
    const Member& member = stored.members[code.submission];
    const auto& files = stored.comparison.submissions[code.submission].files;
    const bool visible = member.origin == Origin::kClass || MaySee(caller, member.course);
    if (!visible || code.region.file >= files.size()) continue;
    const std::string_view text = files[code.region.file].text;
    if (code.region.begin > text.size()) continue;
    const size_t size = std::min<size_t>(code.region.end - code.region.begin, kMostText);
    one.set_text(Utf8(text.substr(code.region.begin, size)));
  }
  return out;
}

Result<v1::DecideCommonCodeResponse> Calls::DecideCommonCode(
    const v1::DecideCommonCodeRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_RETURN_IF_ERROR(p_.assignments.DecideCommon(key, request.key(), request.accepted(),
                                                    request.caller().person()));
  return v1::DecideCommonCodeResponse();
}

Result<v1::Template> Calls::PutTemplate(const v1::PutTemplateRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  if (!IsName(request.name())) {
    return InvalidArgument(
        "name: 1 to 100 of a-z, 0-9, '.', '_' and '-', beginning with a letter or digit");
  }
  TemplateRecord record;
  record.name = request.name();
  record.put_by = request.caller().person();
  std::vector<SourceFile> files;
  size_t bytes = 0;
  for (const v1::File& file : request.files()) {
    if (file.path().empty() || file.path().size() > 1024)
      return InvalidArgument("files: paths of 1 to 1024 bytes");
    bytes += file.path().size() + file.data().size();
    files.push_back({file.path(), file.data()});
  }
  if (files.empty() || files.size() > kMostFiles || bytes > kMostBytes)
    return InvalidArgument("files: 1 to 200 of them, at most 4 MiB in all");
  record.files = static_cast<int>(files.size());
  record.bytes = static_cast<int>(bytes);
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(key.tenant));
  ASSAY_RETURN_IF_ERROR(p_.assignments.PutTemplate(key, *tenant, record, files));
  ASSAY_ASSIGN_OR_RETURN(const auto all, p_.assignments.Templates(key));
  const auto found = std::ranges::find(all, record.name, &TemplateRecord::name);
  if (found == all.end()) return Internal("a template came and went");
  return ToProto(*found);
}

Result<v1::ListTemplatesResponse> Calls::ListTemplates(const v1::ListTemplatesRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_ASSIGN_OR_RETURN(const auto all, p_.assignments.Templates(key));
  v1::ListTemplatesResponse out;
  for (const TemplateRecord& record : all) *out.add_templates() = ToProto(record);
  return out;
}

Result<v1::DeleteTemplateResponse> Calls::DeleteTemplate(const v1::DeleteTemplateRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const AssignmentKey key, KeyOf(request.caller(), request.assignment()));
  ASSAY_RETURN_IF_ERROR(p_.assignments.DeleteTemplate(key, request.name()));
  return v1::DeleteTemplateResponse();
}

}  // namespace assay::plagiarism
