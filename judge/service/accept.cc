#include "judge/service/accept.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "judge/service/convert.h"
#include "judge/store/ids.h"

namespace assay::judge {
namespace {

SubmissionRecord RecordOf(const NewSubmission& s, int64_t judgement) {
  SubmissionRecord record;
  record.id = s.id;
  record.tenant = s.tenant;
  record.course = s.course;
  record.problem = s.problem;
  record.problem_version = s.problem_version;
  record.person = s.person;
  record.language = s.language;
  record.job_class = s.job_class;
  record.callback_url = s.callback_url;
  record.judgement = judgement;
  record.payload = s.payload;
  record.created_us =
      std::chrono::duration_cast<std::chrono::microseconds>(TimeOfId(s.id)->time_since_epoch())
          .count();
  return record;
}

}  // namespace

std::string Serialise(const google::protobuf::Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

Status StorePayload(Core& core, const v1::JobSpec& spec, NewSubmission& submission) {
  auto bytes = std::make_shared<const std::string>(Serialise(spec));
  ASSAY_ASSIGN_OR_RETURN(submission.payload, core.blobs.Put(submission.tenant, *bytes));
  core.specs.Keep(submission.tenant, submission.payload, std::move(bytes));
  return OkStatus();
}

v1::Submission EnqueueInserted(Core& core, Calls& calls, const NewSubmission& s,
                               int64_t judgement) {
  v1::Submission queued = ToProto(RecordOf(s, judgement));
  core.events.Publish(s.id, CourseKey(s.tenant, s.course), SnapshotOf(queued));
  const Unqueued unqueued = {judgement,   s.id,  s.tenant, s.course, s.payload,
                             s.job_class, false, "",       ""};
  const Status enqueued = calls.Enqueue(std::span(&unqueued, 1));
  if (!enqueued.ok()) {
    // It is durable, and the upkeep enqueues it: the client need not know.
    core.logger.Warning("a submission will be enqueued later",
                        {{"submission", s.id}, log::Field(enqueued)});
  }
  return queued;
}

}  // namespace assay::judge
