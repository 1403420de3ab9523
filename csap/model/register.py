"""The register of processing, column by column: what each column of each table says of a person, and for what.

Every column of every table is declared here: under its category where it holds personal data, under `other` where it
holds none. A test walks the tables and fails for a column that is missing. Who reads a table is not said here: its
base says it. Whether a column is encrypted or hashed is not said here either: its type and name say it."""

from sqlmodel import SQLModel

from csap.model.activities import Activity, Commitment, Engagement
from csap.model.attachments import Attachment, AttachmentPiece
from csap.model.breaches import Breach
from csap.model.contacts import Contact
from csap.model.digests import Deputy, Digest, DigestQuestion
from csap.model.factors import Authenticator, Challenge, Device, Passkey, RecoveryCode
from csap.model.holdings import Category, Clock, Holding, Processing
from csap.model.house_marking import HouseMarking
from csap.model.joint_control import JointControl
from csap.model.mail import MailChoice, Outbox
from csap.model.notices import Notice
from csap.model.opening import Opening
from csap.model.overlaps import (
    Disclosure,
    Judgement,
    Overlap,
    OverlapEntry,
    OverlapIndex,
    OverlapKey,
    OverlapNote,
    OverlapSound,
    StopEntry,
)
from csap.model.people import Attempt, Credential, Invitation, Mandate, Organisation, Person, SignIn, Token
from csap.model.places import Country, Institution, Outline, Place, Region, Theme
from csap.model.posts import Audience, AudienceMember, Change, Comment, Link, Post, PostTheme
from csap.model.records import ColumnMapping, ImportedRow, JobSlot, Record, SealedSecret, Upload
from csap.model.retention import RetentionTerm, Review, Tombstone
from csap.model.risks import Position, Risk, RiskArea
from csap.model.sso import Identity
from csap.model.subject_requests import Consultation, Restriction, SubjectRequest

C, P, K = Category, Processing, Clock

REGISTER: dict[type[SQLModel], Holding] = {
    Contact: Holding(
        P.STAKEHOLDERS,
        K.POST,
        {
            C.NAME: "names",
            C.REACH: "emails phones",
            C.OFFICE: "contact_kind institution parent_institution institution_id function languages",
            C.NOTICE: "verified_on purpose provenance informed_on exemption exemption_reason",
        },
        other="post_id",
    ),
    Engagement: Holding(P.STAKEHOLDERS, K.POST, {C.ENGAGEMENT: "post_id contact_id"}),
    Activity: Holding(
        P.POSTS,
        K.POST,
        {C.TEXT: "beneficiaries ask outcome partners"},
        other="post_id form beneficiary_count sector area area_code funding_reference",
    ),
    Commitment: Holding(P.POSTS, K.POST, {C.NAME: "owner", C.TEXT: "text"}, other="id post_id due_on done_at"),
    Risk: Holding(
        P.POSTS,
        K.POST,
        {C.TEXT: "threat vulnerability counter_measures impact_text do_no_harm evidence"},
        other="post_id magnitude likelihood vulnerable_system vulnerability_level impact_security impact_institutions "
        "impact_eu impact_persons judgement horizon confidence review_on",
    ),
    RiskArea: Holding(other="post_id region_id"),
    Position: Holding(
        P.POSTS, K.POST, {C.AUTHOR: "person_id", C.TEXT: "note"}, other="post_id organisation_id stance changed_at"
    ),
    Post: Holding(
        P.POSTS,
        K.POST,
        {C.NAME: "title folded", C.TEXT: "summary withdrawn_reason", C.AUTHOR: "author_id"},
        other="id kind organisation_id status starts_at ends_at place_name lat lon precision region_id mandate_basis "
        "mandate_reference cooperation_format tlp marking audience_id marked_audience_id on_match version source "
        "created_at changed_at withdrawn_at",
    ),
    PostTheme: Holding(other="post_id theme_code"),
    Link: Holding(other="post_id other_id created_at"),
    Comment: Holding(P.POSTS, K.POST, {C.TEXT: "text", C.AUTHOR: "person_id created_at"}, other="id post_id"),
    Change: Holding(
        P.POSTS,
        K.POST,
        {C.TEXT: "difference private", C.AUTHOR: "person_id act created_at"},
        other="id post_id version",
    ),
    Attachment: Holding(
        P.POSTS,
        K.POST,
        {C.TEXT: "name", C.AUTHOR: "person_id created_at"},
        other="id post_id media_type size digest searched",
    ),
    AttachmentPiece: Holding(P.POSTS, K.POST, {C.TEXT: "content"}, other="id attachment_id number"),
    Audience: Holding(P.POSTS, K.POST, {C.ACCOUNT: "key"}, other="id"),
    AudienceMember: Holding(P.POSTS, K.POST, {C.ACCOUNT: "person_id"}, other="id audience_id everyone organisation_id"),
    Overlap: Holding(
        P.OVERLAPS,
        K.POST,
        {C.TEXT: "reasons context outcome_reason", C.AUTHOR: "settled_by_id owner_id"},
        other="id kind left_id right_id left_organisation_id right_organisation_id left_told right_told brokered quiet "
        "certainty severity state left_state right_state outcome opened_at contacted_at settled_at",
    ),
    OverlapNote: Holding(
        P.OVERLAPS, K.POST, {C.TEXT: "text", C.AUTHOR: "person_id created_at"}, other="id overlap_id step"
    ),
    Disclosure: Holding(P.OVERLAPS, K.POST, {C.AUTHOR: "person_id created_at"}, other="post_id organisation_id"),
    Judgement: Holding(P.OVERLAPS, K.POST, {C.AUTHOR: "person_id created_at"}, other="left_id right_id same"),
    StopEntry: Holding(
        P.OVERLAPS,
        K.POST,
        {C.NAME: "name folded", C.OFFICE: "institution_id", C.TEXT: "reason", C.AUTHOR: "person_id created_at"},
        other="id",
    ),
    OverlapEntry: Holding(P.OVERLAPS, K.POST, {C.NAME: "subject keys"}, other="generation post_id"),
    OverlapSound: Holding(P.OVERLAPS, K.POST, {C.NAME: "heard"}, other="generation post_id organisation_id"),
    OverlapKey: Holding(P.OVERLAPS, K.POST, {C.NAME: "key posts"}, other="generation carriers"),
    OverlapIndex: Holding(
        P.OVERLAPS,
        K.POST,
        {C.NAME: "rarity"},
        other="generation algorithm state position contacts counted stamp changed_at",
    ),
    Person: Holding(
        P.ACCOUNTS,
        K.ACCOUNT,
        {C.NAME: "name", C.REACH: "email", C.ACCOUNT: "organisation_id role function language active created_at"},
        other="id",
    ),
    Credential: Holding(P.ACCOUNTS, K.ACCOUNT, {C.SECRET: "password_hash", C.TRACE: "changed_at"}, other="person_id"),
    SignIn: Holding(
        P.ACCOUNTS,
        K.SIGN_IN,
        {
            C.SECRET: "secret_hash",
            C.TRACE: "person_id device created_at seen_at methods entered_at proved_at provider_session",
        },
        other="id",
    ),
    Identity: Holding(
        P.ACCOUNTS, K.ACCOUNT, {C.ACCOUNT: "person_id issuer subject", C.TRACE: "created_at used_at"}, other="id"
    ),
    Authenticator: Holding(
        P.ACCOUNTS, K.ACCOUNT, {C.SECRET: "sealed", C.TRACE: "person_id last_step created_at used_at"}
    ),
    Passkey: Holding(
        P.ACCOUNTS,
        K.ACCOUNT,
        {
            C.SECRET: "credential_id public_key",
            C.TRACE: "person_id sign_count transports name created_at used_at stopped_at",
        },
        other="id",
    ),
    RecoveryCode: Holding(P.ACCOUNTS, K.ACCOUNT, {C.SECRET: "code_hash", C.TRACE: "person_id used_at"}, other="id"),
    Challenge: Holding(
        P.ACCOUNTS, K.CHALLENGE, {C.SECRET: "challenge_hash", C.TRACE: "person_id purpose"}, other="id expires_at"
    ),
    Device: Holding(
        P.ACCOUNTS, K.DEVICE, {C.SECRET: "secret_hash", C.TRACE: "person_id created_at seen_at"}, other="id"
    ),
    Invitation: Holding(
        P.ACCOUNTS, K.INVITATION, {C.SECRET: "secret_hash", C.TRACE: "person_id used_at"}, other="id expires_at"
    ),
    Attempt: Holding(P.ACCOUNTS, K.ATTEMPT, {C.TRACE: "subject at"}, other="id"),
    Token: Holding(
        P.ACCOUNTS,
        K.TOKEN,
        {C.SECRET: "secret_hash", C.TRACE: "person_id name created_at used_at"},
        other="id scope strong expires_at reminded_at revoked_at",
    ),
    Notice: Holding(
        P.TELLING,
        K.ACCOUNT,
        {C.TEXT: "message params", C.TRACE: "person_id read_at"},
        other="id kind link about post_id created_at",
    ),
    MailChoice: Holding(P.TELLING, K.ACCOUNT, {C.ACCOUNT: "person_id topic delivery"}, other="changed_at"),
    Outbox: Holding(
        P.TELLING,
        K.OUTBOX,
        {C.TRACE: "person_id topic ended_at problem"},
        other="id notice_id about message_id letter state claimed_at attempts handovers next_at created_at",
    ),
    Digest: Holding(
        P.TELLING,
        K.POST,
        {C.TEXT: "items annotations introduction", C.AUTHOR: "deputy_id released_by_id"},
        other="id week issue number state starts_at ends_at more hidden figures compiled_at reminders reminded_at "
        "erratum_of_id released_at",
    ),
    DigestQuestion: Holding(
        P.TELLING,
        K.POST,
        {C.TEXT: "text answer", C.AUTHOR: "by_id answered_by_id created_at answered_at"},
        other="id digest_id key post_id organisation_id",
    ),
    Deputy: Holding(
        P.ACCOUNTS, K.ACCOUNT, {C.ACCOUNT: "person_id starts_on ends_on", C.AUTHOR: "by_id created_at"}, other="id"
    ),
    Upload: Holding(
        P.IMPORTS,
        K.UPLOAD,
        {C.TEXT: "filename content mapping report", C.AUTHOR: "person_id created_at"},
        other="id organisation_id secret digest state progress",
    ),
    ImportedRow: Holding(other="organisation_id digest post_id"),
    ColumnMapping: Holding(other="organisation_id headers_digest mapping changed_at"),
    Record: Holding(
        P.AUDIT,
        K.AUDIT,
        {C.TRACE: "at person_id organisation_id act verb subject details"},
        other="id digest previous hash",
    ),
    SealedSecret: Holding(other="name value"),
    JobSlot: Holding(other="id job due_at claimed_at finished_at problem"),
    Opening: Holding(
        P.POSTS,
        K.POST,
        {C.TEXT: "reason", C.AUTHOR: "person_id asked_at decided_by_id decided_at"},
        other="id post_id organisation_id until",
    ),
    Organisation: Holding(other="id kind short_name name name_fr colour default_tlp applies active"),
    HouseMarking: Holding(other="organisation_id kind tlp marking on_match"),
    Mandate: Holding(other="id organisation_id text text_fr legal_basis starts_on ends_on"),
    JointControl: Holding(other="id organisation_id reference terms terms_fr signed_on review_on ended_on"),
    Review: Holding(
        P.POSTS, K.POST, {C.TEXT: "reason", C.AUTHOR: "person_id decided_at"}, other="post_id asked_at until"
    ),
    SubjectRequest: Holding(
        P.RIGHTS,
        K.REQUEST,
        {C.NAME: "about", C.TEXT: "extended_reason outcome", C.AUTHOR: "person_id created_at"},
        other="id kind language received_on closed_on",
    ),
    Breach: Holding(
        P.RIGHTS,
        K.BREACH,
        {C.TEXT: "what measures", C.TRACE: "accounts", C.AUTHOR: "person_id created_at"},
        other="id known_at loss starts_at ends_at notified_on",
    ),
    Consultation: Holding(
        P.RIGHTS,
        K.REQUEST,
        {C.TEXT: "question answer", C.AUTHOR: "answered_by_id answered_at"},
        other="id request_id post_id organisation_id asked_at",
    ),
    Restriction: Holding(
        P.RIGHTS, K.POST, {C.AUTHOR: "person_id created_at"}, other="post_id audience_id marked_audience_id"
    ),
    RetentionTerm: Holding(other="id organisation_id kind days"),
    Tombstone: Holding(other="post_id kind organisation_id ground erased_at"),
    Country: Holding(
        P.ACCOUNTS,
        K.ACCOUNT,
        {C.NAME: "dpo", C.REACH: "dpo_email controller_email"},
        other="code name name_fr languages timezone phone_region capital south west north east fictional controller",
    ),
    Region: Holding(other="id code name names lat lon shape"),
    Outline: Holding(other="id layer name shape"),
    Place: Holding(other="id name folded lat lon region_id"),
    Institution: Holding(other="id name aliases parent_id"),
    Theme: Holding(other="code version group label label_fr socta2025 empact2226 empact2629 csdp_task current"),
}
"""By table; a table that is not here fails the tests."""
