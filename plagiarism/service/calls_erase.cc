// Erasing a person. The order makes it safe against a crash anywhere: first it is written that they
// are erased, so that nothing of them comes in any more; then the index, then the rows; what is
// unfinished is finished at the next start.
#include "plagiarism/service/calls.h"

namespace assay::plagiarism {

Result<v1::Erasure> Calls::ErasePerson(const v1::ErasePersonRequest& request) {
  const v1::Caller& caller = request.caller();
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  if (!caller.all_courses())
    return PermissionDenied("a person is erased by administrators of the organisation");
  if (request.person().empty() || request.person().size() > 200)
    return InvalidArgument("person: 1 to 200 bytes");
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(caller.tenant()));
  const std::lock_guard changing(p_.changing);
  ASSAY_RETURN_IF_ERROR(p_.assignments.BeginErasure(
      caller.tenant(), tenant->PersonHash(request.person()), request.person(), caller.person()));
  return Erase(caller.tenant(), request.person());
}

Result<v1::Erasure> Calls::Erase(const std::string& name, const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const TenantPtr tenant, p_.tenants.Get(name));
  v1::Erasure out;
  out.set_id(tenant->PersonHash(person));
  ASSAY_ASSIGN_OR_RETURN(const size_t removed, tenant->index().ErasePerson(person));
  // Asking for it once more is how it is seen that nothing is left.
  ASSAY_ASSIGN_OR_RETURN(const size_t left, tenant->index().ErasePerson(person));
  ASSAY_ASSIGN_OR_RETURN(const ErasedCounts counts, p_.assignments.Erase(name, person));
  out.set_fingerprints_removed(static_cast<int>(removed));
  out.set_submissions_removed(counts.submissions);
  out.set_pairs_removed(counts.pairs);
  out.set_decisions_blanked(counts.decisions);
  out.set_left_in_index(static_cast<int>(left));
  out.set_left_in_rows(counts.left);
  SetTime(*out.mutable_at(), ToMicros(std::chrono::system_clock::now()));
  return out;
}

Status Calls::FinishErasures() {
  ASSAY_ASSIGN_OR_RETURN(const auto unfinished, p_.assignments.UnfinishedErasures());
  const std::lock_guard changing(p_.changing);
  for (const auto& [tenant, person] : unfinished)
    ASSAY_RETURN_IF_ERROR(Erase(tenant, person).status());
  return OkStatus();
}

}  // namespace assay::plagiarism
