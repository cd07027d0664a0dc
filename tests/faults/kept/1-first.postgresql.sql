CREATE FUNCTION public.followup_activity_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'followup_activity is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.followup_activity_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'followup_activity is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.followup_document_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'followup_document is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.followup_document_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'followup_document is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.followup_exceptiondecision_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'followup_exceptiondecision is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.followup_exceptiondecision_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'followup_exceptiondecision is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.followup_ticklermove_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'followup_ticklermove is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.followup_ticklermove_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'followup_ticklermove is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.journal_journalentry_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN IF OLD."seq" IS DISTINCT FROM NEW."seq" OR OLD."at" IS DISTINCT FROM NEW."at" OR OLD."by" IS DISTINCT FROM NEW."by" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."subject_kind" IS DISTINCT FROM NEW."subject_kind" OR OLD."subject_id" IS DISTINCT FROM NEW."subject_id" OR OLD."company_id" IS DISTINCT FROM NEW."company_id" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id" OR OLD."facts" IS DISTINCT FROM NEW."facts" OR OLD."private_hash" IS DISTINCT FROM NEW."private_hash" OR OLD."previous_hash" IS DISTINCT FROM NEW."previous_hash" OR OLD."hash" IS DISTINCT FROM NEW."hash" OR NEW.salt <> '' THEN RAISE EXCEPTION 'the journal is append-only: an entry is never changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.journal_journalentry_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'the journal is append-only: an entry is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.policy_policyversion_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'policy_policyversion is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.policy_policyversion_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'policy_policyversion is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_application_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_application is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.receivables_application_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_application is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_entry_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_entry is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.receivables_entry_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_entry is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_entry_of_its_posting() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN IF COALESCE((SELECT CASE WHEN NEW.line <= p.entry_count AND NEW.posting_date = p.posting_date AND NEW.company_id = p.company_id THEN 1 ELSE 0 END FROM receivables_posting p WHERE p.id = NEW.posting_id), 0) = 0 THEN RAISE EXCEPTION 'the entry does not belong to its posting: line, date or company differ' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_extension_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_extension is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.receivables_extension_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_extension is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_openitem_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN IF OLD."company_id" IS DISTINCT FROM NEW."company_id" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."number" IS DISTINCT FROM NEW."number" OR OLD."currency" IS DISTINCT FROM NEW."currency" OR OLD."original_minor" IS DISTINCT FROM NEW."original_minor" OR OLD."document_date" IS DISTINCT FROM NEW."document_date" OR OLD."posting_date" IS DISTINCT FROM NEW."posting_date" OR OLD."due_date" IS DISTINCT FROM NEW."due_date" OR OLD."discount_date" IS DISTINCT FROM NEW."discount_date" OR OLD."goods_minor" IS DISTINCT FROM NEW."goods_minor" OR OLD."terms_code" IS DISTINCT FROM NEW."terms_code" OR OLD."po_number" IS DISTINCT FROM NEW."po_number" OR OLD."order_number" IS DISTINCT FROM NEW."order_number" OR OLD."bol_number" IS DISTINCT FROM NEW."bol_number" OR OLD."reference" IS DISTINCT FROM NEW."reference" OR OLD."origin_id" IS DISTINCT FROM NEW."origin_id" OR OLD."import_file_id" IS DISTINCT FROM NEW."import_file_id" THEN RAISE EXCEPTION 'receivables_openitem: a posted fact is never changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_openitem_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_openitem: a posted fact is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.receivables_period_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_period is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.receivables_period_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_period is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_posting_balances() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN IF EXISTS (SELECT 1 FROM receivables_entry e WHERE e.posting_id = NEW.id GROUP BY e.currency HAVING SUM(e.amount_minor) <> 0) OR NEW.entry_count <> (SELECT COUNT(*) FROM receivables_entry e WHERE e.posting_id = NEW.id) THEN RAISE EXCEPTION 'the posting does not balance' USING ERRCODE = 'check_violation'; END IF; RETURN NULL; END $$;
CREATE FUNCTION public.receivables_posting_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_posting is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.receivables_posting_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_posting is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_posting_open_period() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN IF EXISTS (SELECT 1 FROM receivables_period c WHERE c.company_id = NEW.company_id AND NEW.posting_date BETWEEN c.first_day AND c.last_day) THEN RAISE EXCEPTION 'the period is closed: it takes no postings' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.api_keyedanswer (
    id bigint NOT NULL,
    key character varying(120) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    status smallint,
    body jsonb,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT api_keyedanswer_status_check CHECK ((status >= 0))
);
ALTER TABLE public.api_keyedanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.api_keyedanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.cache (
    cache_key character varying(255) NOT NULL,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.followup_activity (
    id bigint NOT NULL,
    channel character varying(10) NOT NULL,
    direction character varying(10) NOT NULL,
    outcome character varying(14) NOT NULL,
    note text NOT NULL,
    visibility character varying(10) NOT NULL,
    promised_minor bigint,
    promised_currency character varying(3) NOT NULL,
    promised_date date,
    items jsonb NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    key character varying(64) NOT NULL,
    by_id bigint NOT NULL,
    company_id bigint NOT NULL,
    contact_id bigint,
    corrects_id bigint,
    customer_id bigint NOT NULL,
    CONSTRAINT activity_promise_complete CHECK (((((outcome)::text = 'promised'::text) AND (promised_date IS NOT NULL) AND (promised_minor > 0)) OR ((NOT ((outcome)::text = 'promised'::text)) AND (promised_date IS NULL) AND (promised_minor IS NULL))))
);
ALTER TABLE public.followup_activity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followup_activity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.followup_document (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    description character varying(200) NOT NULL,
    media_type character varying(100) NOT NULL,
    size integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    content bytea NOT NULL,
    visibility character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    company_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT followup_document_size_check CHECK ((size >= 0))
);
ALTER TABLE public.followup_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followup_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.followup_exceptiondecision (
    id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    kind character varying(8) NOT NULL,
    reason character varying(200) NOT NULL,
    until date NOT NULL,
    late_before date NOT NULL,
    amount_minor bigint NOT NULL,
    oldest_due_date date NOT NULL,
    at timestamp with time zone NOT NULL,
    key character varying(64) NOT NULL,
    by_id bigint NOT NULL,
    company_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    tickler_id bigint,
    CONSTRAINT decision_assigned_has_tickler CHECK (((((kind)::text = 'assigned'::text) AND (tickler_id IS NOT NULL)) OR (((kind)::text = 'accepted'::text) AND (tickler_id IS NULL))))
);
ALTER TABLE public.followup_exceptiondecision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followup_exceptiondecision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.followup_exceptionrow (
    id bigint NOT NULL,
    portfolio_id bigint,
    as_of date NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    items integer NOT NULL,
    oldest_due_date date NOT NULL,
    reason jsonb NOT NULL,
    company_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT followup_exceptionrow_items_check CHECK ((items >= 0))
);
ALTER TABLE public.followup_exceptionrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followup_exceptionrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.followup_tickler (
    id bigint NOT NULL,
    due_date date,
    cause character varying(200) NOT NULL,
    state character varying(10) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    version integer NOT NULL,
    key character varying(64) NOT NULL,
    activity_id bigint,
    company_id bigint NOT NULL,
    created_by_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    CONSTRAINT followup_tickler_version_check CHECK ((version >= 0))
);
ALTER TABLE public.followup_tickler ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followup_tickler_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.followup_ticklermove (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    from_date date,
    to_date date,
    note character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    key character varying(64),
    by_id bigint NOT NULL,
    from_owner_id bigint,
    tickler_id bigint NOT NULL,
    to_owner_id bigint
);
ALTER TABLE public.followup_ticklermove ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followup_ticklermove_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.followup_worklistrow (
    id bigint NOT NULL,
    portfolio_id bigint,
    as_of date NOT NULL,
    jump smallint NOT NULL,
    score_minor bigint NOT NULL,
    at_stake_minor bigint NOT NULL,
    reasons jsonb NOT NULL,
    next_step_kind character varying(12) NOT NULL,
    next_step_name character varying(80) NOT NULL,
    next_step_date date,
    company_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT followup_worklistrow_jump_check CHECK ((jump >= 0))
);
ALTER TABLE public.followup_worklistrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.followup_worklistrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.intake_filepart (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    content bytea NOT NULL,
    file_id bigint NOT NULL,
    CONSTRAINT intake_filepart_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.intake_filepart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_filepart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.intake_importfile (
    id bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    name character varying(200) NOT NULL,
    size bigint NOT NULL,
    state character varying(10) NOT NULL,
    default_currency character varying(3) NOT NULL,
    as_of date NOT NULL,
    received_by character varying(150) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    choices jsonb NOT NULL,
    understood jsonb NOT NULL,
    revision integer NOT NULL,
    totals jsonb NOT NULL,
    refusal text NOT NULL,
    problem text NOT NULL,
    rows_read integer NOT NULL,
    rows_accepted integer NOT NULL,
    rows_unchanged integer NOT NULL,
    rows_refused integer NOT NULL,
    cursor integer NOT NULL,
    rows_done integer NOT NULL,
    heartbeat_at timestamp with time zone,
    posted_by character varying(150) NOT NULL,
    posted_at timestamp with time zone,
    undone_by character varying(150) NOT NULL,
    undone_at timestamp with time zone,
    company_id bigint NOT NULL,
    CONSTRAINT intake_importfile_cursor_check CHECK ((cursor >= 0)),
    CONSTRAINT intake_importfile_revision_check CHECK ((revision >= 0)),
    CONSTRAINT intake_importfile_rows_accepted_check CHECK ((rows_accepted >= 0)),
    CONSTRAINT intake_importfile_rows_done_check CHECK ((rows_done >= 0)),
    CONSTRAINT intake_importfile_rows_read_check CHECK ((rows_read >= 0)),
    CONSTRAINT intake_importfile_rows_refused_check CHECK ((rows_refused >= 0)),
    CONSTRAINT intake_importfile_rows_unchanged_check CHECK ((rows_unchanged >= 0))
);
CREATE TABLE public.intake_importfile_companies (
    id bigint NOT NULL,
    importfile_id bigint NOT NULL,
    company_id bigint NOT NULL
);
ALTER TABLE public.intake_importfile_companies ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_importfile_companies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.intake_importfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_importfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.intake_stagedrow (
    id bigint NOT NULL,
    line integer NOT NULL,
    verdict character varying(10) NOT NULL,
    "row" jsonb NOT NULL,
    company_code character varying(64) NOT NULL,
    kind character varying(12) NOT NULL,
    currency character varying(3) NOT NULL,
    original_minor bigint,
    open_minor bigint,
    documents smallint NOT NULL,
    problems jsonb NOT NULL,
    file_id bigint NOT NULL,
    CONSTRAINT intake_stagedrow_documents_check CHECK ((documents >= 0)),
    CONSTRAINT intake_stagedrow_line_check CHECK ((line >= 0))
);
ALTER TABLE public.intake_stagedrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_stagedrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.journal_journalentry (
    seq bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(150) NOT NULL,
    kind character varying(60) NOT NULL,
    subject_kind character varying(40) NOT NULL,
    subject_id bigint NOT NULL,
    company_id bigint,
    customer_id bigint,
    facts jsonb NOT NULL,
    private jsonb NOT NULL,
    salt character varying(32) NOT NULL,
    private_hash character varying(64) NOT NULL,
    previous_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL
);
CREATE TABLE public.journal_journalhead (
    id smallint NOT NULL,
    seq bigint NOT NULL,
    hash character varying(64) NOT NULL,
    CONSTRAINT journal_head_is_one_row CHECK ((id = 1)),
    CONSTRAINT journal_journalhead_id_check CHECK ((id >= 0))
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.nightly_nightlyrun (
    id bigint NOT NULL,
    business_date date NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    steps jsonb NOT NULL,
    broken jsonb NOT NULL
);
ALTER TABLE public.nightly_nightlyrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.nightly_nightlyrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_absence (
    id bigint NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    substitute_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT absence_in_order CHECK ((last_day >= first_day)),
    CONSTRAINT absence_other_substitute CHECK ((NOT (user_id = substitute_id)))
);
ALTER TABLE public.parties_absence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_apitoken (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    sha256 character varying(64) NOT NULL,
    scope character varying(5) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    user_id bigint NOT NULL
);
ALTER TABLE public.parties_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_calendarkey (
    id bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    user_id bigint NOT NULL
);
ALTER TABLE public.parties_calendarkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_calendarkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_company (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    currency character varying(3) NOT NULL,
    country character varying(2) NOT NULL,
    time_zone character varying(40) NOT NULL,
    mode character varying(10) NOT NULL
);
ALTER TABLE public.parties_company ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_company_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_contact (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    role character varying(80) NOT NULL,
    rank smallint NOT NULL,
    phone character varying(40) NOT NULL,
    email character varying(160) NOT NULL,
    language character varying(5) NOT NULL,
    time_zone character varying(40) NOT NULL,
    do_not_contact boolean NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT parties_contact_rank_check CHECK ((rank >= 0))
);
ALTER TABLE public.parties_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_customer (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    name character varying(160) NOT NULL,
    search_name character varying(160) NOT NULL,
    status character varying(10) NOT NULL,
    contact_block character varying(12) NOT NULL,
    risk_class character varying(1) NOT NULL,
    segment character varying(20) NOT NULL,
    currency character varying(3) NOT NULL,
    terms_code character varying(60) NOT NULL,
    credit_limit_minor bigint,
    language character varying(5) NOT NULL,
    time_zone character varying(40) NOT NULL,
    street character varying(120) NOT NULL,
    city character varying(80) NOT NULL,
    region character varying(40) NOT NULL,
    postal_code character varying(20) NOT NULL,
    country character varying(2) NOT NULL,
    phone character varying(40) NOT NULL,
    email character varying(160) NOT NULL,
    opened_on date,
    portfolio_by_hand boolean NOT NULL,
    company_id bigint NOT NULL,
    parent_id bigint,
    payer_id bigint,
    salesperson_id bigint,
    portfolio_id bigint,
    CONSTRAINT customer_not_own_parent CHECK (((parent_id IS NULL) OR (NOT ((parent_id = id) AND (parent_id IS NOT NULL)))))
);
ALTER TABLE public.parties_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_exchangerate (
    id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    base character varying(3) NOT NULL,
    day date NOT NULL,
    rate_ppm bigint NOT NULL,
    CONSTRAINT exchange_rate_positive CHECK ((rate_ppm > 0))
);
ALTER TABLE public.parties_exchangerate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_exchangerate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_portfolio (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    company_id bigint NOT NULL,
    rep_id bigint NOT NULL,
    supervisor_id bigint NOT NULL
);
ALTER TABLE public.parties_portfolio ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_portfolio_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_portfoliorule (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    name_from character varying(40) NOT NULL,
    name_to character varying(40) NOT NULL,
    risk_class character varying(1) NOT NULL,
    segment character varying(20) NOT NULL,
    country character varying(2) NOT NULL,
    region character varying(40) NOT NULL,
    portfolio_id bigint NOT NULL,
    CONSTRAINT parties_portfoliorule_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.parties_portfoliorule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_portfoliorule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    role character varying(20) NOT NULL,
    time_zone character varying(40) NOT NULL,
    language character varying(5) NOT NULL
);
CREATE TABLE public.parties_user_companies (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    company_id bigint NOT NULL
);
ALTER TABLE public.parties_user_companies ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_user_companies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.parties_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE public.parties_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.parties_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.parties_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policy_policyversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    text text NOT NULL,
    sha256 character varying(64) NOT NULL,
    effective_from date NOT NULL,
    reason character varying(400) NOT NULL,
    adopted_by character varying(150) NOT NULL,
    adopted_at timestamp with time zone NOT NULL,
    company_id bigint,
    CONSTRAINT policy_policyversion_number_check CHECK ((number >= 0))
);
ALTER TABLE public.policy_policyversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policy_policyversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.receivables_application (
    id bigint NOT NULL,
    amount_minor bigint NOT NULL,
    discount_minor bigint NOT NULL,
    posting_date date NOT NULL,
    company_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    credit_item_id bigint NOT NULL,
    debit_item_id bigint NOT NULL,
    posting_id bigint NOT NULL,
    CONSTRAINT application_positive CHECK (((amount_minor > 0) AND (discount_minor >= 0)))
);
ALTER TABLE public.receivables_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.receivables_entry (
    id bigint NOT NULL,
    line integer NOT NULL,
    account character varying(40) NOT NULL,
    currency character varying(3) NOT NULL,
    amount_minor bigint NOT NULL,
    posting_date date NOT NULL,
    company_id bigint NOT NULL,
    customer_id bigint,
    item_id bigint,
    posting_id bigint NOT NULL,
    CONSTRAINT entry_line_from_one CHECK ((line >= 1)),
    CONSTRAINT entry_moves_item_or_account CHECK (((((account)::text = ''::text) AND (customer_id IS NOT NULL) AND (item_id IS NOT NULL)) OR ((item_id IS NULL) AND (NOT ((account)::text = ''::text))))),
    CONSTRAINT entry_not_zero CHECK ((NOT (amount_minor = 0))),
    CONSTRAINT receivables_entry_line_check CHECK ((line >= 0))
);
ALTER TABLE public.receivables_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.receivables_extension (
    id bigint NOT NULL,
    extended_date date NOT NULL,
    granted_on date NOT NULL,
    by character varying(150) NOT NULL,
    reason character varying(200) NOT NULL,
    item_id bigint NOT NULL
);
ALTER TABLE public.receivables_extension ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_extension_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.receivables_openitem (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    number character varying(60) NOT NULL,
    currency character varying(3) NOT NULL,
    original_minor bigint NOT NULL,
    open_minor bigint NOT NULL,
    contested_minor bigint NOT NULL,
    disputed_minor bigint NOT NULL,
    document_date date NOT NULL,
    posting_date date NOT NULL,
    due_date date NOT NULL,
    discount_date date,
    goods_minor bigint,
    terms_code character varying(60) NOT NULL,
    po_number character varying(60) NOT NULL,
    order_number character varying(60) NOT NULL,
    bol_number character varying(60) NOT NULL,
    reference character varying(120) NOT NULL,
    import_file_id bigint,
    closed_date date,
    voided_on date,
    company_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    origin_id bigint,
    CONSTRAINT item_closed_when_nothing_open CHECK ((((closed_date IS NOT NULL) AND (open_minor = 0)) OR ((NOT (open_minor = 0)) AND (closed_date IS NULL)))),
    CONSTRAINT item_disputed_is_contested_and_open CHECK ((((contested_minor = 0) AND (disputed_minor = 0)) OR ((contested_minor > 0) AND (contested_minor <= open_minor) AND (disputed_minor = contested_minor) AND (original_minor > 0)) OR ((contested_minor > open_minor) AND (contested_minor <= original_minor) AND (disputed_minor = open_minor) AND (original_minor > 0)))),
    CONSTRAINT item_open_within_original CHECK ((((open_minor >= 0) AND (open_minor <= original_minor) AND (original_minor > 0)) OR ((open_minor >= original_minor) AND (open_minor <= 0) AND (original_minor < 0)))),
    CONSTRAINT item_original_not_zero CHECK ((NOT (original_minor = 0))),
    CONSTRAINT item_sign_of_its_kind CHECK (((((kind)::text = ANY ((ARRAY['invoice'::character varying, 'debit_memo'::character varying, 'deduction'::character varying, 'fee'::character varying])::text[])) AND (original_minor > 0)) OR (((kind)::text = ANY ((ARRAY['credit_memo'::character varying, 'payment'::character varying])::text[])) AND (original_minor < 0)))),
    CONSTRAINT item_void_is_empty CHECK (((voided_on IS NULL) OR (open_minor = 0)))
);
ALTER TABLE public.receivables_openitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_openitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.receivables_period (
    id bigint NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    closed_by character varying(150) NOT NULL,
    company_id bigint NOT NULL,
    CONSTRAINT period_in_order CHECK ((last_day >= first_day))
);
ALTER TABLE public.receivables_period ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_period_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.receivables_position (
    id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    as_of date NOT NULL,
    next_edge_date date,
    open_minor bigint NOT NULL,
    disputed_minor bigint NOT NULL,
    past_due_minor bigint NOT NULL,
    collectable_minor bigint NOT NULL,
    collectable_due_product bigint NOT NULL,
    unapplied_minor bigint NOT NULL,
    credit_memo_minor bigint NOT NULL,
    bucket_0 bigint NOT NULL,
    bucket_1 bigint NOT NULL,
    bucket_2 bigint NOT NULL,
    bucket_3 bigint NOT NULL,
    bucket_4 bigint NOT NULL,
    bucket_5 bigint NOT NULL,
    bucket_6 bigint NOT NULL,
    bucket_7 bigint NOT NULL,
    items_open integer NOT NULL,
    oldest_due_date date,
    oldest_collectable_due_date date,
    edges character varying(60) NOT NULL,
    company_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    CONSTRAINT receivables_position_items_open_check CHECK ((items_open >= 0))
);
ALTER TABLE public.receivables_position ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_position_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.receivables_posting (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    posting_date date NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    by character varying(150) NOT NULL,
    reason character varying(200) NOT NULL,
    key character varying(120) NOT NULL,
    batch character varying(120) NOT NULL,
    entry_count integer NOT NULL,
    policy_version integer,
    import_file_id bigint,
    company_id bigint NOT NULL,
    reverses_id bigint,
    CONSTRAINT posting_reversal_reverses CHECK (((((kind)::text = 'reversal'::text) AND (reverses_id IS NOT NULL)) OR ((NOT ((kind)::text = 'reversal'::text)) AND (reverses_id IS NULL)))),
    CONSTRAINT receivables_posting_entry_count_check CHECK ((entry_count >= 0)),
    CONSTRAINT receivables_posting_policy_version_check CHECK ((policy_version >= 0))
);
ALTER TABLE public.receivables_posting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_posting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
INSERT INTO public.auth_permission VALUES
	(1, 'Can add permission', 1, 'add_permission'),
	(2, 'Can change permission', 1, 'change_permission'),
	(3, 'Can delete permission', 1, 'delete_permission'),
	(4, 'Can view permission', 1, 'view_permission'),
	(5, 'Can add group', 2, 'add_group'),
	(6, 'Can change group', 2, 'change_group'),
	(7, 'Can delete group', 2, 'delete_group'),
	(8, 'Can view group', 2, 'view_group'),
	(9, 'Can add content type', 3, 'add_contenttype'),
	(10, 'Can change content type', 3, 'change_contenttype'),
	(11, 'Can delete content type', 3, 'delete_contenttype'),
	(12, 'Can view content type', 3, 'view_contenttype'),
	(13, 'Can add session', 4, 'add_session'),
	(14, 'Can change session', 4, 'change_session'),
	(15, 'Can delete session', 4, 'delete_session'),
	(16, 'Can view session', 4, 'view_session'),
	(17, 'Can add email address', 5, 'add_emailaddress'),
	(18, 'Can change email address', 5, 'change_emailaddress'),
	(19, 'Can delete email address', 5, 'delete_emailaddress'),
	(20, 'Can view email address', 5, 'view_emailaddress'),
	(21, 'Can add email confirmation', 6, 'add_emailconfirmation'),
	(22, 'Can change email confirmation', 6, 'change_emailconfirmation'),
	(23, 'Can delete email confirmation', 6, 'delete_emailconfirmation'),
	(24, 'Can view email confirmation', 6, 'view_emailconfirmation'),
	(25, 'Can add authenticator', 7, 'add_authenticator'),
	(26, 'Can change authenticator', 7, 'change_authenticator'),
	(27, 'Can delete authenticator', 7, 'delete_authenticator'),
	(28, 'Can view authenticator', 7, 'view_authenticator'),
	(29, 'Can add journal entry', 8, 'add_journalentry'),
	(30, 'Can change journal entry', 8, 'change_journalentry'),
	(31, 'Can delete journal entry', 8, 'delete_journalentry'),
	(32, 'Can view journal entry', 8, 'view_journalentry'),
	(33, 'Can add journal head', 9, 'add_journalhead'),
	(34, 'Can change journal head', 9, 'change_journalhead'),
	(35, 'Can delete journal head', 9, 'delete_journalhead'),
	(36, 'Can view journal head', 9, 'view_journalhead'),
	(37, 'Can add company', 10, 'add_company'),
	(38, 'Can change company', 10, 'change_company'),
	(39, 'Can delete company', 10, 'delete_company'),
	(40, 'Can view company', 10, 'view_company'),
	(41, 'Can add user', 11, 'add_user'),
	(42, 'Can change user', 11, 'change_user'),
	(43, 'Can delete user', 11, 'delete_user'),
	(44, 'Can view user', 11, 'view_user'),
	(45, 'Can add api token', 12, 'add_apitoken'),
	(46, 'Can change api token', 12, 'change_apitoken'),
	(47, 'Can delete api token', 12, 'delete_apitoken'),
	(48, 'Can view api token', 12, 'view_apitoken'),
	(49, 'Can add customer', 13, 'add_customer'),
	(50, 'Can change customer', 13, 'change_customer'),
	(51, 'Can delete customer', 13, 'delete_customer'),
	(52, 'Can view customer', 13, 'view_customer'),
	(53, 'Can add contact', 14, 'add_contact'),
	(54, 'Can change contact', 14, 'change_contact'),
	(55, 'Can delete contact', 14, 'delete_contact'),
	(56, 'Can view contact', 14, 'view_contact'),
	(57, 'Can add exchange rate', 15, 'add_exchangerate'),
	(58, 'Can change exchange rate', 15, 'change_exchangerate'),
	(59, 'Can delete exchange rate', 15, 'delete_exchangerate'),
	(60, 'Can view exchange rate', 15, 'view_exchangerate'),
	(61, 'Can add portfolio', 16, 'add_portfolio'),
	(62, 'Can change portfolio', 16, 'change_portfolio'),
	(63, 'Can delete portfolio', 16, 'delete_portfolio'),
	(64, 'Can view portfolio', 16, 'view_portfolio'),
	(65, 'Can add portfolio rule', 17, 'add_portfoliorule'),
	(66, 'Can change portfolio rule', 17, 'change_portfoliorule'),
	(67, 'Can delete portfolio rule', 17, 'delete_portfoliorule'),
	(68, 'Can view portfolio rule', 17, 'view_portfoliorule'),
	(69, 'Can add absence', 18, 'add_absence'),
	(70, 'Can change absence', 18, 'change_absence'),
	(71, 'Can delete absence', 18, 'delete_absence'),
	(72, 'Can view absence', 18, 'view_absence'),
	(73, 'Can add calendar key', 19, 'add_calendarkey'),
	(74, 'Can change calendar key', 19, 'change_calendarkey'),
	(75, 'Can delete calendar key', 19, 'delete_calendarkey'),
	(76, 'Can view calendar key', 19, 'view_calendarkey'),
	(77, 'Can add open item', 20, 'add_openitem'),
	(78, 'Can change open item', 20, 'change_openitem'),
	(79, 'Can delete open item', 20, 'delete_openitem'),
	(80, 'Can view open item', 20, 'view_openitem'),
	(81, 'Can add extension', 21, 'add_extension'),
	(82, 'Can change extension', 21, 'change_extension'),
	(83, 'Can delete extension', 21, 'delete_extension'),
	(84, 'Can view extension', 21, 'view_extension'),
	(85, 'Can add period', 22, 'add_period'),
	(86, 'Can change period', 22, 'change_period'),
	(87, 'Can delete period', 22, 'delete_period'),
	(88, 'Can view period', 22, 'view_period'),
	(89, 'Can add position', 23, 'add_position'),
	(90, 'Can change position', 23, 'change_position'),
	(91, 'Can delete position', 23, 'delete_position'),
	(92, 'Can view position', 23, 'view_position'),
	(93, 'Can add posting', 24, 'add_posting'),
	(94, 'Can change posting', 24, 'change_posting'),
	(95, 'Can delete posting', 24, 'delete_posting'),
	(96, 'Can view posting', 24, 'view_posting'),
	(97, 'Can add entry', 25, 'add_entry'),
	(98, 'Can change entry', 25, 'change_entry'),
	(99, 'Can delete entry', 25, 'delete_entry'),
	(100, 'Can view entry', 25, 'view_entry');
INSERT INTO public.auth_permission VALUES
	(101, 'Can add application', 26, 'add_application'),
	(102, 'Can change application', 26, 'change_application'),
	(103, 'Can delete application', 26, 'delete_application'),
	(104, 'Can view application', 26, 'view_application'),
	(105, 'Can add policy version', 27, 'add_policyversion'),
	(106, 'Can change policy version', 27, 'change_policyversion'),
	(107, 'Can delete policy version', 27, 'delete_policyversion'),
	(108, 'Can view policy version', 27, 'view_policyversion'),
	(109, 'Can add import file', 28, 'add_importfile'),
	(110, 'Can change import file', 28, 'change_importfile'),
	(111, 'Can delete import file', 28, 'delete_importfile'),
	(112, 'Can view import file', 28, 'view_importfile'),
	(113, 'Can add file part', 29, 'add_filepart'),
	(114, 'Can change file part', 29, 'change_filepart'),
	(115, 'Can delete file part', 29, 'delete_filepart'),
	(116, 'Can view file part', 29, 'view_filepart'),
	(117, 'Can add staged row', 30, 'add_stagedrow'),
	(118, 'Can change staged row', 30, 'change_stagedrow'),
	(119, 'Can delete staged row', 30, 'delete_stagedrow'),
	(120, 'Can view staged row', 30, 'view_stagedrow'),
	(121, 'Can add activity', 31, 'add_activity'),
	(122, 'Can change activity', 31, 'change_activity'),
	(123, 'Can delete activity', 31, 'delete_activity'),
	(124, 'Can view activity', 31, 'view_activity'),
	(125, 'Can add document', 32, 'add_document'),
	(126, 'Can change document', 32, 'change_document'),
	(127, 'Can delete document', 32, 'delete_document'),
	(128, 'Can view document', 32, 'view_document'),
	(129, 'Can add exception row', 33, 'add_exceptionrow'),
	(130, 'Can change exception row', 33, 'change_exceptionrow'),
	(131, 'Can delete exception row', 33, 'delete_exceptionrow'),
	(132, 'Can view exception row', 33, 'view_exceptionrow'),
	(133, 'Can add tickler', 34, 'add_tickler'),
	(134, 'Can change tickler', 34, 'change_tickler'),
	(135, 'Can delete tickler', 34, 'delete_tickler'),
	(136, 'Can view tickler', 34, 'view_tickler'),
	(137, 'Can add tickler move', 35, 'add_ticklermove'),
	(138, 'Can change tickler move', 35, 'change_ticklermove'),
	(139, 'Can delete tickler move', 35, 'delete_ticklermove'),
	(140, 'Can view tickler move', 35, 'view_ticklermove'),
	(141, 'Can add worklist row', 36, 'add_worklistrow'),
	(142, 'Can change worklist row', 36, 'change_worklistrow'),
	(143, 'Can delete worklist row', 36, 'delete_worklistrow'),
	(144, 'Can view worklist row', 36, 'view_worklistrow'),
	(145, 'Can add exception decision', 37, 'add_exceptiondecision'),
	(146, 'Can change exception decision', 37, 'change_exceptiondecision'),
	(147, 'Can delete exception decision', 37, 'delete_exceptiondecision'),
	(148, 'Can view exception decision', 37, 'view_exceptiondecision'),
	(149, 'Can add nightly run', 38, 'add_nightlyrun'),
	(150, 'Can change nightly run', 38, 'change_nightlyrun'),
	(151, 'Can delete nightly run', 38, 'delete_nightlyrun'),
	(152, 'Can view nightly run', 38, 'view_nightlyrun'),
	(153, 'Can add keyed answer', 39, 'add_keyedanswer'),
	(154, 'Can change keyed answer', 39, 'change_keyedanswer'),
	(155, 'Can delete keyed answer', 39, 'delete_keyedanswer'),
	(156, 'Can view keyed answer', 39, 'view_keyedanswer');
INSERT INTO public.django_content_type VALUES
	(1, 'auth', 'permission'),
	(2, 'auth', 'group'),
	(3, 'contenttypes', 'contenttype'),
	(4, 'sessions', 'session'),
	(5, 'account', 'emailaddress'),
	(6, 'account', 'emailconfirmation'),
	(7, 'mfa', 'authenticator'),
	(8, 'journal', 'journalentry'),
	(9, 'journal', 'journalhead'),
	(10, 'parties', 'company'),
	(11, 'parties', 'user'),
	(12, 'parties', 'apitoken'),
	(13, 'parties', 'customer'),
	(14, 'parties', 'contact'),
	(15, 'parties', 'exchangerate'),
	(16, 'parties', 'portfolio'),
	(17, 'parties', 'portfoliorule'),
	(18, 'parties', 'absence'),
	(19, 'parties', 'calendarkey'),
	(20, 'receivables', 'openitem'),
	(21, 'receivables', 'extension'),
	(22, 'receivables', 'period'),
	(23, 'receivables', 'position'),
	(24, 'receivables', 'posting'),
	(25, 'receivables', 'entry'),
	(26, 'receivables', 'application'),
	(27, 'policy', 'policyversion'),
	(28, 'intake', 'importfile'),
	(29, 'intake', 'filepart'),
	(30, 'intake', 'stagedrow'),
	(31, 'followup', 'activity'),
	(32, 'followup', 'document'),
	(33, 'followup', 'exceptionrow'),
	(34, 'followup', 'tickler'),
	(35, 'followup', 'ticklermove'),
	(36, 'followup', 'worklistrow'),
	(37, 'followup', 'exceptiondecision'),
	(38, 'nightly', 'nightlyrun'),
	(39, 'api', 'keyedanswer');
INSERT INTO public.django_migrations VALUES
	(1, 'contenttypes', '0001_initial', '2026-11-29 13:42:57.330144+00'),
	(2, 'contenttypes', '0002_remove_content_type_name', '2026-11-29 13:42:57.38994+00'),
	(3, 'auth', '0001_initial', '2026-11-29 13:42:57.610347+00'),
	(4, 'auth', '0002_alter_permission_name_max_length', '2026-11-29 13:42:57.654029+00'),
	(5, 'auth', '0003_alter_user_email_max_length', '2026-11-29 13:42:57.69242+00'),
	(6, 'auth', '0004_alter_user_username_opts', '2026-11-29 13:42:57.728504+00'),
	(7, 'auth', '0005_alter_user_last_login_null', '2026-11-29 13:42:57.77261+00'),
	(8, 'auth', '0006_require_contenttypes_0002', '2026-11-29 13:42:57.779578+00'),
	(9, 'auth', '0007_alter_validators_add_error_messages', '2026-11-29 13:42:57.818573+00'),
	(10, 'auth', '0008_alter_user_username_max_length', '2026-11-29 13:42:57.847159+00'),
	(11, 'auth', '0009_alter_user_last_name_max_length', '2026-11-29 13:42:57.870744+00'),
	(12, 'auth', '0010_alter_group_name_max_length', '2026-11-29 13:42:57.910779+00'),
	(13, 'auth', '0011_update_proxy_permissions', '2026-11-29 13:42:57.937078+00'),
	(14, 'auth', '0012_alter_user_first_name_max_length', '2026-11-29 13:42:57.965532+00'),
	(15, 'parties', '0001_initial', '2026-11-29 13:42:59.690414+00'),
	(16, 'account', '0001_initial', '2026-11-29 13:42:59.906077+00'),
	(17, 'account', '0002_email_max_length', '2026-11-29 13:42:59.99907+00'),
	(18, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-11-29 13:43:00.125934+00'),
	(19, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-11-29 13:43:00.201884+00'),
	(20, 'account', '0005_emailaddress_idx_upper_email', '2026-11-29 13:43:00.267475+00'),
	(21, 'account', '0006_emailaddress_lower', '2026-11-29 13:43:00.385974+00'),
	(22, 'account', '0007_emailaddress_idx_email', '2026-11-29 13:43:00.503014+00'),
	(23, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-11-29 13:43:00.605956+00'),
	(24, 'account', '0009_emailaddress_unique_primary_email', '2026-11-29 13:43:00.728958+00'),
	(25, 'api', '0001_initial', '2026-11-29 13:43:00.842285+00'),
	(26, 'followup', '0001_initial', '2026-11-29 13:43:04.021917+00'),
	(27, 'followup', '0002_worklist_sums', '2026-11-29 13:43:04.185945+00'),
	(28, 'intake', '0001_initial', '2026-11-29 13:43:04.993887+00'),
	(29, 'journal', '0001_initial', '2026-11-29 13:43:05.049995+00'),
	(30, 'mfa', '0001_initial', '2026-11-29 13:43:05.202035+00'),
	(31, 'mfa', '0002_authenticator_timestamps', '2026-11-29 13:43:05.373993+00'),
	(32, 'mfa', '0003_authenticator_type_uniq', '2026-11-29 13:43:05.623499+00'),
	(33, 'nightly', '0001_initial', '2026-11-29 13:43:05.664959+00'),
	(34, 'policy', '0001_initial', '2026-11-29 13:43:05.865914+00'),
	(35, 'receivables', '0001_initial', '2026-11-29 13:43:12.765943+00'),
	(36, 'receivables', '0002_credits_of_a_day', '2026-11-29 13:43:12.941907+00'),
	(37, 'sessions', '0001_initial', '2026-11-29 13:43:12.975209+00');
INSERT INTO public.followup_activity VALUES
	(1, 'call', 'outbound', 'spoke', 'Pays on Thursdays', 'history', NULL, '', NULL, '[]', '2026-06-15 14:00:00+00', '2026-06-15 14:00:00+00', 'k1', 1, 1, NULL, NULL, 1);
INSERT INTO public.followup_tickler VALUES
	(1, '2026-06-18', 'call again', 'open', '2026-06-15 14:00:00+00', 1, 'k1/next', 1, 1, 1, 1, 1),
	(2, '2026-06-24', 'call again', 'open', '2026-06-15 14:00:00+00', 2, 'k2', NULL, 1, 1, 1, 1);
INSERT INTO public.followup_ticklermove VALUES
	(1, 'snoozed', '2026-06-18', '2026-06-24', 'asked for time', '2026-06-15 14:00:00+00', 'k3', 1, 1, 2, 1);
INSERT INTO public.followup_worklistrow VALUES
	(1, 1, '2026-06-15', 0, 4444065, 1975140, '[{"code": "worklist.past_due", "text": "%(amount)s collectable, oldest %(days)d days past due", "facts": {"days": 15, "amount": "19,751.40 USD"}}, {"code": "worklist.class_weight", "text": "class %(class)s weighs %(weight)s", "facts": {"class": "B", "weight": "1.5"}}, {"code": "worklist.unapplied", "text": "%(amount)s unapplied cash: check before you call", "facts": {"amount": "1,199.93 USD"}}, {"code": "worklist.disputed", "text": "%(amount)s disputed: not asked for", "facts": {"amount": "50.00 USD"}}]', 'wait', 'Hold orders', '2026-06-16', 1, 1),
	(2, NULL, '2026-06-15', 0, 562500, 250000, '[{"code": "worklist.past_due", "text": "%(amount)s collectable, oldest %(days)d days past due", "facts": {"days": 15, "amount": "2,500.00 USD"}}, {"code": "worklist.class_weight", "text": "class %(class)s weighs %(weight)s", "facts": {"class": "B", "weight": "1.5"}}, {"code": "worklist.never_contacted", "text": "no contact on record", "facts": {}}]', 'call', 'Call', '2026-06-10', 1, 2),
	(3, NULL, '2026-06-15', 0, 180020, 90010, '[{"code": "worklist.past_due", "text": "%(amount)s collectable, oldest %(days)d days past due", "facts": {"days": 12, "amount": "900.10 USD"}}, {"code": "worklist.class_weight", "text": "class %(class)s weighs %(weight)s", "facts": {"class": "B", "weight": "1.5"}}, {"code": "worklist.never_contacted", "text": "no contact on record", "facts": {}}]', 'call', 'Call', '2026-06-15', 1, 4),
	(4, NULL, '2026-06-15', 0, 237030, 120015, '[{"code": "worklist.past_due", "text": "%(amount)s collectable, oldest %(days)d days past due", "facts": {"days": 14, "amount": "1,200.15 USD"}}, {"code": "worklist.class_weight", "text": "class %(class)s weighs %(weight)s", "facts": {"class": "B", "weight": "1.5"}}, {"code": "worklist.never_contacted", "text": "no contact on record", "facts": {}}]', 'call', 'Call', '2026-06-11', 1, 5),
	(5, NULL, '2026-06-15', 0, 143020, 70010, '[{"code": "worklist.past_due", "text": "%(amount)s collectable, oldest %(days)d days past due", "facts": {"days": 13, "amount": "700.10 USD"}}, {"code": "worklist.class_weight", "text": "class %(class)s weighs %(weight)s", "facts": {"class": "B", "weight": "1.5"}}, {"code": "worklist.never_contacted", "text": "no contact on record", "facts": {}}]', 'call', 'Call', '2026-06-12', 1, 6),
	(6, 2, '2026-06-15', 0, 174825, 77700, '[{"code": "worklist.past_due", "text": "%(amount)s collectable, oldest %(days)d days past due", "facts": {"days": 15, "amount": "777.00 USD"}}, {"code": "worklist.class_weight", "text": "class %(class)s weighs %(weight)s", "facts": {"class": "B", "weight": "1.5"}}, {"code": "worklist.never_contacted", "text": "no contact on record", "facts": {}}]', 'call', 'Call', '2026-06-10', 2, 3);
INSERT INTO public.intake_filepart VALUES
	(1, 0, '\x437573746f6d65722c4e616d652c496e766f6963652c446174652c4475652c43757272656e63792c416d6f756e740a4b312c4b65707420312c74616b656e2d312c323032362d30352d30312c323032362d30362d30312c5553442c3130302e30350a4b322c4b65707420322c74616b656e2d322c323032362d30352d30322c323032362d30362d30322c5553442c3230302e30350a4b302c4b65707420302c74616b656e2d332c323032362d30352d30332c323032362d30362d30332c5553442c3330302e30350a4b312c4b65707420312c74616b656e2d342c323032362d30352d30342c323032362d30362d30342c5553442c3430302e30350a4b322c4b65707420322c74616b656e2d352c323032362d30352d30352c323032362d30362d30352c5553442c3530302e30350a4b302c4b65707420302c74616b656e2d362c323032362d30352d30362c323032362d30362d30362c5553442c3630302e30350a4b312c4b65707420312c74616b656e2d372c323032362d30352d30372c323032362d30362d30372c5553442c3730302e30350a4b312c4b65707420312c2c323032362d30352d30312c2c5553442c6f6f70730a', 1),
	(2, 0, '\x437573746f6d65722c4e616d652c496e766f6963652c446174652c4475652c43757272656e63792c416d6f756e740a4b312c4b65707420312c756e646f6e652d312c323032362d30352d30312c323032362d30362d30312c5553442c3130302e30350a4b322c4b65707420322c756e646f6e652d322c323032362d30352d30322c323032362d30362d30322c5553442c3230302e30350a4b302c4b65707420302c756e646f6e652d332c323032362d30352d30332c323032362d30362d30332c5553442c3330302e30350a4b312c4b65707420312c756e646f6e652d342c323032362d30352d30342c323032362d30362d30342c5553442c3430302e30350a4b322c4b65707420322c756e646f6e652d352c323032362d30352d30352c323032362d30362d30352c5553442c3530302e30350a4b302c4b65707420302c756e646f6e652d362c323032362d30352d30362c323032362d30362d30362c5553442c3630302e30350a4b312c4b65707420312c756e646f6e652d372c323032362d30352d30372c323032362d30362d30372c5553442c3730302e30350a4b312c4b65707420312c2c323032362d30352d30312c2c5553442c6f6f70730a', 2),
	(3, 0, '\x437573746f6d65722c4e616d652c496e766f6963652c446174652c4475652c43757272656e63792c416d6f756e740a4b312c4b65707420312c77616974696e672d312c323032362d30352d30312c323032362d30362d30312c5553442c3130302e30350a4b322c4b65707420322c77616974696e672d322c323032362d30352d30322c323032362d30362d30322c5553442c3230302e30350a4b302c4b65707420302c77616974696e672d332c323032362d30352d30332c323032362d30362d30332c5553442c3330302e30350a4b312c4b65707420312c77616974696e672d342c323032362d30352d30342c323032362d30362d30342c5553442c3430302e30350a4b322c4b65707420322c77616974696e672d352c323032362d30352d30352c323032362d30362d30352c5553442c3530302e30350a4b302c4b65707420302c77616974696e672d362c323032362d30352d30362c323032362d30362d30362c5553442c3630302e30350a4b312c4b65707420312c77616974696e672d372c323032362d30352d30372c323032362d30362d30372c5553442c3730302e30350a4b312c4b65707420312c2c323032362d30352d30312c2c5553442c6f6f70730a', 3);
INSERT INTO public.intake_importfile VALUES
	(1, '014f3c5da971bbb5d852468cae2394323ccdd735a01f2e6d333172434a80e9d9', 'items.csv', 436, 'posted', 'USD', '2026-06-15', 'erin', '2026-06-15 14:00:00+00', '{}', '{"sheet": null, "headers": ["Customer", "Name", "Invoice", "Date", "Due", "Currency", "Amount"], "mapping": {"columns": {"currency": "Currency", "due_date": "Due", "customer_name": "Name", "document_date": "Date", "customer_number": "Customer", "document_number": "Invoice", "original_amount": "Amount"}, "decimal": null, "reasons": [{"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer_number", "heading": "Customer"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer_name", "heading": "Name"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document_number", "heading": "Invoice"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document_date", "heading": "Date"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "due_date", "heading": "Due"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "currency", "heading": "Currency"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "original_amount", "heading": "Amount"}}], "day_order": null, "confidence": {"currency": 100, "due_date": 100, "customer_name": 100, "document_date": 100, "customer_number": 100, "document_number": 100, "original_amount": 100}}, "missing": [], "samples": [["K1", "Kept 1", "taken-1", "2026-05-01", "2026-06-01", "USD", "100.05"], ["K2", "Kept 2", "taken-2", "2026-05-02", "2026-06-02", "USD", "200.05"], ["K0", "Kept 0", "taken-3", "2026-05-03", "2026-06-03", "USD", "300.05"], ["K1", "Kept 1", "taken-4", "2026-05-04", "2026-06-04", "USD", "400.05"], ["K2", "Kept 2", "taken-5", "2026-05-05", "2026-06-05", "USD", "500.05"]], "decimals": {"original_amount": "."}, "encoding": "utf-8-sig", "warnings": [], "delimiter": ",", "questions": [], "day_orders": {"due_date": null, "document_date": null}, "header_line": 1}', 1, '{"read": [["NL", "USD", "invoice", 7, 280035, 280035]], "staged": [{"kind": "invoice", "count": 7, "company": "NL", "verdict": "new", "currency": "USD", "open_minor": 280035, "original_minor": 280035}], "warnings": [{"code": "intake.company_assumed", "text": "Rows without a company got the one given for the file. Rows: %(count)d, first on line %(lines)s.", "facts": {"count": 7, "lines": "2, 3, 4"}}], "refused_for": [{"code": "intake.amount_unreadable", "text": "… is not an amount.", "count": 1}], "new_companies": [], "new_customers": 3}', '', '', 8, 7, 0, 1, 8, 7, NULL, 'erin', '2026-06-15 14:00:00+00', '', NULL, 1),
	(2, 'd97ebbaf695fad5cf60dfa516c5da9ca67aa642d3462bad2e7cd770d53e70fbb', 'items.csv', 443, 'undone', 'USD', '2026-06-15', 'erin', '2026-06-15 14:00:00+00', '{}', '{"sheet": null, "headers": ["Customer", "Name", "Invoice", "Date", "Due", "Currency", "Amount"], "mapping": {"columns": {"currency": "Currency", "due_date": "Due", "customer_name": "Name", "document_date": "Date", "customer_number": "Customer", "document_number": "Invoice", "original_amount": "Amount"}, "decimal": null, "reasons": [{"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer_number", "heading": "Customer"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer_name", "heading": "Name"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document_number", "heading": "Invoice"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document_date", "heading": "Date"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "due_date", "heading": "Due"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "currency", "heading": "Currency"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "original_amount", "heading": "Amount"}}], "day_order": null, "confidence": {"currency": 100, "due_date": 100, "customer_name": 100, "document_date": 100, "customer_number": 100, "document_number": 100, "original_amount": 100}}, "missing": [], "samples": [["K1", "Kept 1", "undone-1", "2026-05-01", "2026-06-01", "USD", "100.05"], ["K2", "Kept 2", "undone-2", "2026-05-02", "2026-06-02", "USD", "200.05"], ["K0", "Kept 0", "undone-3", "2026-05-03", "2026-06-03", "USD", "300.05"], ["K1", "Kept 1", "undone-4", "2026-05-04", "2026-06-04", "USD", "400.05"], ["K2", "Kept 2", "undone-5", "2026-05-05", "2026-06-05", "USD", "500.05"]], "decimals": {"original_amount": "."}, "encoding": "utf-8-sig", "warnings": [], "delimiter": ",", "questions": [], "day_orders": {"due_date": null, "document_date": null}, "header_line": 1}', 1, '{"read": [["NL", "USD", "invoice", 7, 280035, 280035]], "staged": [{"kind": "invoice", "count": 7, "company": "NL", "verdict": "new", "currency": "USD", "open_minor": 280035, "original_minor": 280035}], "warnings": [{"code": "intake.company_assumed", "text": "Rows without a company got the one given for the file. Rows: %(count)d, first on line %(lines)s.", "facts": {"count": 7, "lines": "2, 3, 4"}}], "refused_for": [{"code": "intake.amount_unreadable", "text": "… is not an amount.", "count": 1}], "new_companies": [], "new_customers": 0}', '', '', 8, 7, 0, 1, 1, 0, NULL, 'erin', '2026-06-15 14:00:00+00', 'erin', '2026-06-15 14:00:00+00', 1),
	(3, '2cca4dee44245773740a283c66403d8934d38ac265b2c6278c8fa3339752749a', 'items.csv', 450, 'previewed', 'USD', '2026-06-15', 'erin', '2026-06-15 14:00:00+00', '{}', '{"sheet": null, "headers": ["Customer", "Name", "Invoice", "Date", "Due", "Currency", "Amount"], "mapping": {"columns": {"currency": "Currency", "due_date": "Due", "customer_name": "Name", "document_date": "Date", "customer_number": "Customer", "document_number": "Invoice", "original_amount": "Amount"}, "decimal": null, "reasons": [{"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer_number", "heading": "Customer"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer_name", "heading": "Name"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document_number", "heading": "Invoice"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document_date", "heading": "Date"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "due_date", "heading": "Due"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "currency", "heading": "Currency"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "original_amount", "heading": "Amount"}}], "day_order": null, "confidence": {"currency": 100, "due_date": 100, "customer_name": 100, "document_date": 100, "customer_number": 100, "document_number": 100, "original_amount": 100}}, "missing": [], "samples": [["K1", "Kept 1", "waiting-1", "2026-05-01", "2026-06-01", "USD", "100.05"], ["K2", "Kept 2", "waiting-2", "2026-05-02", "2026-06-02", "USD", "200.05"], ["K0", "Kept 0", "waiting-3", "2026-05-03", "2026-06-03", "USD", "300.05"], ["K1", "Kept 1", "waiting-4", "2026-05-04", "2026-06-04", "USD", "400.05"], ["K2", "Kept 2", "waiting-5", "2026-05-05", "2026-06-05", "USD", "500.05"]], "decimals": {"original_amount": "."}, "encoding": "utf-8-sig", "warnings": [], "delimiter": ",", "questions": [], "day_orders": {"due_date": null, "document_date": null}, "header_line": 1}', 1, '{"read": [["NL", "USD", "invoice", 7, 280035, 280035]], "staged": [{"kind": "invoice", "count": 7, "company": "NL", "verdict": "new", "currency": "USD", "open_minor": 280035, "original_minor": 280035}], "warnings": [{"code": "intake.company_assumed", "text": "Rows without a company got the one given for the file. Rows: %(count)d, first on line %(lines)s.", "facts": {"count": 7, "lines": "2, 3, 4"}}], "refused_for": [{"code": "intake.amount_unreadable", "text": "… is not an amount.", "count": 1}], "new_companies": [], "new_customers": 0}', '', '', 8, 7, 0, 1, 0, 0, NULL, '', NULL, '', NULL, 1);
INSERT INTO public.intake_importfile_companies VALUES
	(1, 1, 1),
	(2, 2, 1),
	(3, 3, 1);
INSERT INTO public.intake_stagedrow VALUES
	(1, 2, 'new', '{"kind": "invoice", "number": "taken-1", "company": "NL", "currency": "USD", "due_date": "2026-06-01", "open_minor": 10005, "posting_date": "2026-05-01", "customer_name": "Kept 1", "document_date": "2026-05-01", "original_minor": 10005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 10005, 10005, 1, '[]', 1),
	(2, 3, 'new', '{"kind": "invoice", "number": "taken-2", "company": "NL", "currency": "USD", "due_date": "2026-06-02", "open_minor": 20005, "posting_date": "2026-05-02", "customer_name": "Kept 2", "document_date": "2026-05-02", "original_minor": 20005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 20005, 20005, 1, '[]', 1),
	(3, 4, 'new', '{"kind": "invoice", "number": "taken-3", "company": "NL", "currency": "USD", "due_date": "2026-06-03", "open_minor": 30005, "posting_date": "2026-05-03", "customer_name": "Kept 0", "document_date": "2026-05-03", "original_minor": 30005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 30005, 30005, 1, '[]', 1),
	(4, 5, 'new', '{"kind": "invoice", "number": "taken-4", "company": "NL", "currency": "USD", "due_date": "2026-06-04", "open_minor": 40005, "posting_date": "2026-05-04", "customer_name": "Kept 1", "document_date": "2026-05-04", "original_minor": 40005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 40005, 40005, 1, '[]', 1),
	(5, 6, 'new', '{"kind": "invoice", "number": "taken-5", "company": "NL", "currency": "USD", "due_date": "2026-06-05", "open_minor": 50005, "posting_date": "2026-05-05", "customer_name": "Kept 2", "document_date": "2026-05-05", "original_minor": 50005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 50005, 50005, 1, '[]', 1),
	(6, 7, 'new', '{"kind": "invoice", "number": "taken-6", "company": "NL", "currency": "USD", "due_date": "2026-06-06", "open_minor": 60005, "posting_date": "2026-05-06", "customer_name": "Kept 0", "document_date": "2026-05-06", "original_minor": 60005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 60005, 60005, 1, '[]', 1),
	(7, 8, 'new', '{"kind": "invoice", "number": "taken-7", "company": "NL", "currency": "USD", "due_date": "2026-06-07", "open_minor": 70005, "posting_date": "2026-05-07", "customer_name": "Kept 1", "document_date": "2026-05-07", "original_minor": 70005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 70005, 70005, 1, '[]', 1),
	(8, 9, 'refused', '{}', '', '', '', NULL, NULL, 1, '[{"field": "original_amount", "value": "oops", "column": "Amount", "reason": {"code": "intake.amount_unreadable", "text": "%(value)s is not an amount.", "facts": {"value": "oops"}}}]', 1),
	(9, 2, 'new', '{"kind": "invoice", "number": "undone-1", "company": "NL", "currency": "USD", "due_date": "2026-06-01", "open_minor": 10005, "posting_date": "2026-05-01", "customer_name": "Kept 1", "document_date": "2026-05-01", "original_minor": 10005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 10005, 10005, 1, '[]', 2),
	(10, 3, 'new', '{"kind": "invoice", "number": "undone-2", "company": "NL", "currency": "USD", "due_date": "2026-06-02", "open_minor": 20005, "posting_date": "2026-05-02", "customer_name": "Kept 2", "document_date": "2026-05-02", "original_minor": 20005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 20005, 20005, 1, '[]', 2),
	(11, 4, 'new', '{"kind": "invoice", "number": "undone-3", "company": "NL", "currency": "USD", "due_date": "2026-06-03", "open_minor": 30005, "posting_date": "2026-05-03", "customer_name": "Kept 0", "document_date": "2026-05-03", "original_minor": 30005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 30005, 30005, 1, '[]', 2),
	(12, 5, 'new', '{"kind": "invoice", "number": "undone-4", "company": "NL", "currency": "USD", "due_date": "2026-06-04", "open_minor": 40005, "posting_date": "2026-05-04", "customer_name": "Kept 1", "document_date": "2026-05-04", "original_minor": 40005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 40005, 40005, 1, '[]', 2),
	(13, 6, 'new', '{"kind": "invoice", "number": "undone-5", "company": "NL", "currency": "USD", "due_date": "2026-06-05", "open_minor": 50005, "posting_date": "2026-05-05", "customer_name": "Kept 2", "document_date": "2026-05-05", "original_minor": 50005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 50005, 50005, 1, '[]', 2),
	(14, 7, 'new', '{"kind": "invoice", "number": "undone-6", "company": "NL", "currency": "USD", "due_date": "2026-06-06", "open_minor": 60005, "posting_date": "2026-05-06", "customer_name": "Kept 0", "document_date": "2026-05-06", "original_minor": 60005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 60005, 60005, 1, '[]', 2),
	(15, 8, 'new', '{"kind": "invoice", "number": "undone-7", "company": "NL", "currency": "USD", "due_date": "2026-06-07", "open_minor": 70005, "posting_date": "2026-05-07", "customer_name": "Kept 1", "document_date": "2026-05-07", "original_minor": 70005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 70005, 70005, 1, '[]', 2),
	(16, 9, 'refused', '{}', '', '', '', NULL, NULL, 1, '[{"field": "original_amount", "value": "oops", "column": "Amount", "reason": {"code": "intake.amount_unreadable", "text": "%(value)s is not an amount.", "facts": {"value": "oops"}}}]', 2),
	(17, 2, 'new', '{"kind": "invoice", "number": "waiting-1", "company": "NL", "currency": "USD", "due_date": "2026-06-01", "open_minor": 10005, "posting_date": "2026-05-01", "customer_name": "Kept 1", "document_date": "2026-05-01", "original_minor": 10005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 10005, 10005, 1, '[]', 3),
	(18, 3, 'new', '{"kind": "invoice", "number": "waiting-2", "company": "NL", "currency": "USD", "due_date": "2026-06-02", "open_minor": 20005, "posting_date": "2026-05-02", "customer_name": "Kept 2", "document_date": "2026-05-02", "original_minor": 20005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 20005, 20005, 1, '[]', 3),
	(19, 4, 'new', '{"kind": "invoice", "number": "waiting-3", "company": "NL", "currency": "USD", "due_date": "2026-06-03", "open_minor": 30005, "posting_date": "2026-05-03", "customer_name": "Kept 0", "document_date": "2026-05-03", "original_minor": 30005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 30005, 30005, 1, '[]', 3),
	(20, 5, 'new', '{"kind": "invoice", "number": "waiting-4", "company": "NL", "currency": "USD", "due_date": "2026-06-04", "open_minor": 40005, "posting_date": "2026-05-04", "customer_name": "Kept 1", "document_date": "2026-05-04", "original_minor": 40005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 40005, 40005, 1, '[]', 3),
	(21, 6, 'new', '{"kind": "invoice", "number": "waiting-5", "company": "NL", "currency": "USD", "due_date": "2026-06-05", "open_minor": 50005, "posting_date": "2026-05-05", "customer_name": "Kept 2", "document_date": "2026-05-05", "original_minor": 50005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 50005, 50005, 1, '[]', 3),
	(22, 7, 'new', '{"kind": "invoice", "number": "waiting-6", "company": "NL", "currency": "USD", "due_date": "2026-06-06", "open_minor": 60005, "posting_date": "2026-05-06", "customer_name": "Kept 0", "document_date": "2026-05-06", "original_minor": 60005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 60005, 60005, 1, '[]', 3),
	(23, 8, 'new', '{"kind": "invoice", "number": "waiting-7", "company": "NL", "currency": "USD", "due_date": "2026-06-07", "open_minor": 70005, "posting_date": "2026-05-07", "customer_name": "Kept 1", "document_date": "2026-05-07", "original_minor": 70005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 70005, 70005, 1, '[]', 3),
	(24, 9, 'refused', '{}', '', '', '', NULL, NULL, 1, '[{"field": "original_amount", "value": "oops", "column": "Amount", "reason": {"code": "intake.amount_unreadable", "text": "%(value)s is not an amount.", "facts": {"value": "oops"}}}]', 3);
INSERT INTO public.journal_journalentry VALUES
	(1, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-1", 1, 2]], "documents": 1}', '{}', '5fe04e6f4034cde4c614e9e512d118dc', 'e99abfad8e1da64dbd8ccf7f9f9578ec10a1c99c01a41afac6ad3ea9b1da48f7', '0000000000000000000000000000000000000000000000000000000000000000', '865264d0779a41cd352e9609ad87b6402e5707e8edd9774a0ca443033b6a7a85'),
	(2, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-2", 1, 2]], "documents": 1}', '{}', '1c104510a8b1d76d942acb3a1cee61c0', 'dce83c61567f9d179434c7a8ad898aa0c175a485a7b5a1e6b949b9ee022ccf0f', '865264d0779a41cd352e9609ad87b6402e5707e8edd9774a0ca443033b6a7a85', 'ea871d4e174d34ff3610ecff4c364141a64de307bda240d6417a0d94bb68f281'),
	(3, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-3", 1, 2]], "documents": 1}', '{}', '5e4ef02ff9b0867bbd1a8f553cd61557', '9b468082bf163e4b63dd0b52eccf16b4c14bc8f04eb313bee592aa77c7764e5d', 'ea871d4e174d34ff3610ecff4c364141a64de307bda240d6417a0d94bb68f281', 'b57ce04738abf65f2f98ab82c9140d34eab046075b11f52589c160fe4c26a4e3'),
	(4, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-4", 1, 2]], "documents": 1}', '{}', '0433414ff02f44494ee526d0fb4c255b', 'c5f8af259db5d1f53964555641f90580cc9ed625cd747d581ac0bb03d249f31c', 'b57ce04738abf65f2f98ab82c9140d34eab046075b11f52589c160fe4c26a4e3', 'bedcb92f63ae4e54e71450155f3a72be2149bb2d17e571c570fc3a2cccc1b87f'),
	(5, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-5", 1, 2]], "documents": 1}', '{}', '4106b9797f957b2b0896053ef5bd2334', 'e2215038abd9614f7638daf916a012d6a06543702154b190ed02d01139789edd', 'bedcb92f63ae4e54e71450155f3a72be2149bb2d17e571c570fc3a2cccc1b87f', '6cd20c147fb226c1fbdc5fdba59b4f6cf3d50b0a3b6080365a1d6e37a002e166'),
	(6, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-6", 1, 2]], "documents": 1}', '{}', '80f403b7f0879e6afe0f6db84a2b1049', 'd9841550a5e7453e886d7b3f0fa567fa7f66e7a18b37702e10cf59d6ac19b487', '6cd20c147fb226c1fbdc5fdba59b4f6cf3d50b0a3b6080365a1d6e37a002e166', '5d782adff5f60a7f928204038ecd4a7de9432df52c2b392e695236309ceb43a0'),
	(7, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/Z-1", 1, 2]], "documents": 1}', '{}', 'a542c0162166db57c2356fe3ffa39893', 'e8381c5c6de5ecb7bfe64c19549d8868df81aaca8f1a317b360564c96f6cfc9e', '5d782adff5f60a7f928204038ecd4a7de9432df52c2b392e695236309ceb43a0', '27b07fa6253cd9fb57f08ebe29d1491d1cf0324a434287420887e79c66376e98'),
	(8, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/Z-2", 1, 2]], "documents": 1}', '{}', '078838b2290cf5b18580e3028344dd56', 'd6fc66882f1f13d5d642c95462ea9f08f73e856d3b5fad85f6e1053ec906d391', '27b07fa6253cd9fb57f08ebe29d1491d1cf0324a434287420887e79c66376e98', '8f3ff9de985356138f08ebf921e2aba6ff1f05f6286529b584f8b98f500ba9de'),
	(9, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 2, 2, NULL, '{"batches": [[2, "builder/F-1", 1, 2]], "documents": 1}', '{}', '979cdf7505cacb4a7dfd6e5aaf590fe9', '56b7c13a30a223e313f6a8a3b9392189b14632ed3bc63b31f5da028cf3068c13', '8f3ff9de985356138f08ebf921e2aba6ff1f05f6286529b584f8b98f500ba9de', 'e89aaa046b6401b054a6b6b5cb29413766c5bf6c7d49225f396dbd05e06c254f'),
	(10, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/1004", 1, 2]], "documents": 1}', '{}', '2134a36134ebaf571a9ef14d6510b631', 'f6b7d25919f1d6a9429437866261501f7a058a59bc754b43ff7b00a0b21831d2', 'e89aaa046b6401b054a6b6b5cb29413766c5bf6c7d49225f396dbd05e06c254f', 'd4d7b5967fd53b5d1ad57ffc19855115050872faaeef0ab0304d47affd46596b'),
	(11, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/1005", 1, 2]], "documents": 1}', '{}', '117ae7388bd7e8f1707bccf28264e981', '5413ef58ab3e343f00c25deb8f05500d17e439c0563cd6cd3bd066c8f37b95c3', 'd4d7b5967fd53b5d1ad57ffc19855115050872faaeef0ab0304d47affd46596b', '09951c72eaa07cce1978809dd0344708025d6fbfdb407bb7449768bf2c3239a5'),
	(12, '2026-06-15 14:00:00+00', 'erin', 'credit.applied', 'posting', 12, 1, 1, '{"entries": [[10, "USD", 120007], [1, "USD", -100007], [2, "USD", -20000]], "posting_date": "2026-06-15", "policy_version": 0}', '{}', 'b0ee9cc97cf765ab61218721af7c1b72', 'c9b750b03936218547723d999ee4f8b977e57c5331ded2e090028c7a8231047b', '09951c72eaa07cce1978809dd0344708025d6fbfdb407bb7449768bf2c3239a5', 'af536ea8543936e5835ab13046efaebaecef552df647cc2170c897aab7048b13'),
	(13, '2026-06-15 14:00:00+00', 'erin', 'credit.applied', 'posting', 13, 1, 1, '{"entries": [[11, "USD", 50000], [3, "USD", -50000]], "posting_date": "2026-06-15", "policy_version": 0}', '{}', '9a4a488adada0e694377de2cd1d62368', '6adb9ca73d0d21dc04653a7e123bc63066fbb5b0dd9d304246d9477a04d70006', 'af536ea8543936e5835ab13046efaebaecef552df647cc2170c897aab7048b13', 'd28b15ac065fd97baede23570fcaf701b9653c449b1f1dad8f0db2aefab6cd73'),
	(14, '2026-06-15 14:00:00+00', 'erin', 'posting.reversed', 'posting', 14, 1, 1, '{"entries": [[11, "USD", -50000], [3, "USD", 50000]], "reverses": 13, "posting_date": "2026-06-15", "reversed_kind": "application", "policy_version": 0}', '{"reason": "NSF"}', '7f4a694092c18ef76839745fc4bb2414', '024ffe4d5a8f82af6aa69355ee1f5e0b92de3057d7d8f0b4f7cf939110a2a4ab', 'd28b15ac065fd97baede23570fcaf701b9653c449b1f1dad8f0db2aefab6cd73', '6513d990da374a59d0258fec9b9967032ef4680b0555a8cb1c88d6030b2a6a9d'),
	(15, '2026-06-15 14:00:00+00', 'erin', 'residual.moved', 'posting', 15, 1, 1, '{"entries": [[4, "USD", -12345], [12, "USD", 12345]], "posting_date": "2026-06-15", "policy_version": 0}', '{"reason": "DM 7"}', 'e05bbe2eff3ec9832dd745b0f66c6d7b', '64c2a13e0d87f6d9729218d987e5a97d0e8575d40ed7d227231c068183d47999', '6513d990da374a59d0258fec9b9967032ef4680b0555a8cb1c88d6030b2a6a9d', '548f71187a1282bade6daa8f237de4ce0dafac13a79ab376bae620fc51e52d0d'),
	(16, '2026-06-15 14:00:00+00', 'alice', 'item.disputed', 'item', 5, 1, 1, '{"currency": "USD", "before_minor": 0, "disputed_minor": 5000}', '{"reason": "short delivery"}', '84d2c3d6c1f66b1c0613a6a2399e1ffa', '1b00bfd74cadd011571d231606bc11e51626cce2d5ab097b2951531130f0e7a5', '548f71187a1282bade6daa8f237de4ce0dafac13a79ab376bae620fc51e52d0d', 'e815ab5aaade510e1a2d1b18750fc608620c4ab96bc5bfb2ccf0c2b67fbb56f5'),
	(17, '2026-06-15 14:00:00+00', 'carol', 'item.extended', 'item', 6, 1, 1, '{"due_date": "2026-05-31", "extended_date": "2026-07-01"}', '{"reason": "short delivery"}', 'cfb8e209d65b0bf2ccd6620717f05ea4', 'dae94c585a754692d54a29e5ace6bc15f4fed91d0bde68e1bb75494514a70042', 'e815ab5aaade510e1a2d1b18750fc608620c4ab96bc5bfb2ccf0c2b67fbb56f5', 'a10e7d8a6d28b34c31bad491c32fa3c8b48973412215a68600201e224f6242c2'),
	(18, '2026-06-15 14:00:00+00', 'erin', 'import.received', 'import_file', 1, 1, NULL, '{"size": 436, "sha256": "014f3c5da971bbb5d852468cae2394323ccdd735a01f2e6d333172434a80e9d9"}', '{"name": "items.csv"}', '4301bf177aae58386ab84e9b051bb2ba', '793b7ee2e12033f45b12c87ba40b310b1dee5affe9d2b13cc72bf7088feb5155', 'a10e7d8a6d28b34c31bad491c32fa3c8b48973412215a68600201e224f6242c2', '648a474a2e4765aa1a029b281c77ef630b6830eeefcb7e3157472012d82bdec5'),
	(19, '2026-06-15 14:00:00+00', 'erin', 'import.previewed', 'import_file', 1, 1, NULL, '{"new": 7, "read": 8, "refused": 1, "revision": 1, "unchanged": 0}', '{}', 'ac80d8f2f7b0f073757df9d4fe66b741', '962b7129ba7bda52cc8a4b27c580db9fd72d5077da3467fc47fd81f5554341bc', '648a474a2e4765aa1a029b281c77ef630b6830eeefcb7e3157472012d82bdec5', 'a1377c536ebf220fa5b69a9577e1c3305c0494862d603886db03f6fd82d439c1'),
	(20, '2026-06-15 14:00:00+00', 'erin', 'import.posting', 'import_file', 1, 1, NULL, '{"rows": 7, "sha256": "014f3c5da971bbb5d852468cae2394323ccdd735a01f2e6d333172434a80e9d9", "revision": 1, "companies_made": []}', '{"name": "items.csv"}', '81b74dc897926afd2f89a560d54c5e4e', 'ca0db9ced89d77d6cf897c75a020c8c68aa46ba0436662fd70e3e2cab8d33e80', 'a1377c536ebf220fa5b69a9577e1c3305c0494862d603886db03f6fd82d439c1', 'c1036ffdadeae19c0d03bc17405d0d4b87b779a2a4772e363d51355d7ef7b6e9'),
	(21, '2026-06-15 14:00:00+00', 'erin', 'import.chunk_posted', 'import_file', 1, 1, NULL, '{"rows": 7, "batches": [[1, "import/1/00000002", 7, 14]], "to_line": 8, "from_line": 2, "original_minor": {"USD": 280035}}', '{}', '7f822eed47408353c7561c087c0bd1aa', 'ec612fd0c8f969e1e7e296e0a125e65071fae850524b0d80be92b43ecea1203b', 'c1036ffdadeae19c0d03bc17405d0d4b87b779a2a4772e363d51355d7ef7b6e9', 'f2510cea979b3c645b38cecf5fde38d127e948e2f5ebc3f0b88a7abc8795ba5d'),
	(22, '2026-06-15 14:00:00+00', 'erin', 'import.posted', 'import_file', 1, 1, NULL, '{"new": 7, "refused": 1, "unchanged": 0}', '{}', '5af855ccdde97140859c92c3e61848b4', '2bb133d1ae13e310f5e0e713e48e28ba80343937fa4702d181e781af33a102f8', 'f2510cea979b3c645b38cecf5fde38d127e948e2f5ebc3f0b88a7abc8795ba5d', 'a86982da3035497943712ecc0465a18263ee2727f0dfbaeae5fca99504e08175'),
	(23, '2026-06-15 14:00:00+00', 'erin', 'import.received', 'import_file', 2, 1, NULL, '{"size": 443, "sha256": "d97ebbaf695fad5cf60dfa516c5da9ca67aa642d3462bad2e7cd770d53e70fbb"}', '{"name": "items.csv"}', '7683d83825c1a7dc21dd4227d1833a85', '9273f5363f451d902e54119247dc4629e70e4be8acd005fae0a62382f25a7c12', 'a86982da3035497943712ecc0465a18263ee2727f0dfbaeae5fca99504e08175', '72fc9e5d7ed3d9cea06f4b79e0cfa0e5882325df57313e445f7dbc6952b0fb4e'),
	(24, '2026-06-15 14:00:00+00', 'erin', 'import.previewed', 'import_file', 2, 1, NULL, '{"new": 7, "read": 8, "refused": 1, "revision": 1, "unchanged": 0}', '{}', 'e3e59672d21bd1ab74d88cfa22741af3', '1609414a6fab3abc0413f71d85c0f2bb69075a9dc5db0a7590677c50a5d81902', '72fc9e5d7ed3d9cea06f4b79e0cfa0e5882325df57313e445f7dbc6952b0fb4e', '71cae3a1b28e4672e89880a1ea7ccaf9bf8d9a03fb228d76e2abadb0a2a89c84'),
	(25, '2026-06-15 14:00:00+00', 'erin', 'import.posting', 'import_file', 2, 1, NULL, '{"rows": 7, "sha256": "d97ebbaf695fad5cf60dfa516c5da9ca67aa642d3462bad2e7cd770d53e70fbb", "revision": 1, "companies_made": []}', '{"name": "items.csv"}', '808b3de90cbf24f5a148efe2bfedb1a3', '5a0e12c7af11f2aef7f6f0d3267cb61709410f1768951a9c33b7496a34b9fa3a', '71cae3a1b28e4672e89880a1ea7ccaf9bf8d9a03fb228d76e2abadb0a2a89c84', '95e1aeba65be8ff828a48d4c7e61e2f5941a78d4642592efd1ca4fd4ff5cc591'),
	(26, '2026-06-15 14:00:00+00', 'erin', 'import.chunk_posted', 'import_file', 2, 1, NULL, '{"rows": 7, "batches": [[1, "import/2/00000002", 7, 14]], "to_line": 8, "from_line": 2, "original_minor": {"USD": 280035}}', '{}', '6bb8bb5506cf3cf2b2942450fdad3690', 'a4a8c2b46dd5eb11c030735d2e05c8e4343a2df1d2559330d3e90cb77c4f836c', '95e1aeba65be8ff828a48d4c7e61e2f5941a78d4642592efd1ca4fd4ff5cc591', 'e18a7c20bd33fa99161aedeab469337f8930fee134a599a2e94058d009b2eb3d'),
	(27, '2026-06-15 14:00:00+00', 'erin', 'import.posted', 'import_file', 2, 1, NULL, '{"new": 7, "refused": 1, "unchanged": 0}', '{}', 'daaa90b87d188e0cca1c92cade5a1a81', 'f6d92be65bc38e6defde17886254a89034b0894f5adf9c75b6eddc40cfeb4c38', 'e18a7c20bd33fa99161aedeab469337f8930fee134a599a2e94058d009b2eb3d', 'b73490d8edc66b9e9f6f8b99dabe9ee7aaee811afe4f7efc0343c8f642fb9b1a'),
	(28, '2026-06-15 14:00:00+00', 'erin', 'import.undoing', 'import_file', 2, 1, NULL, '{"rows": 7, "sha256": "d97ebbaf695fad5cf60dfa516c5da9ca67aa642d3462bad2e7cd770d53e70fbb"}', '{"name": "items.csv", "reason": "wrong month"}', '848b533d68af2841a2ce4703c2b752dd', '95f2623d605e4c32da07305301cd4e6fff1218754ef2173b7a4a17c5d9f45b41', 'b73490d8edc66b9e9f6f8b99dabe9ee7aaee811afe4f7efc0343c8f642fb9b1a', '452c5a352c37db3746882fdfe552a047762310867dc19bfc6d55c08ba69fd27b'),
	(29, '2026-06-15 14:00:00+00', 'erin', 'import.chunk_undone', 'import_file', 2, 1, NULL, '{"chunk": "import/2/00000002", "items": 7, "batches": [[1, "import/2/00000002/undone", 7, 14]], "postings": 7}', '{}', 'e96a24a04a4610d5507eb760e7cf7509', 'f67b62a451d707951cce44c9d023937c2c85e41a4c3172881ad637d164ea3488', '452c5a352c37db3746882fdfe552a047762310867dc19bfc6d55c08ba69fd27b', '5b019cc698273e5ecb23947c3529f390f7375527021544121c1e9e399acdc3fc'),
	(30, '2026-06-15 14:00:00+00', 'erin', 'import.undone', 'import_file', 2, 1, NULL, '{"rows": 7}', '{}', 'cb78af2d6b3f57f0da9d2eec6d098bb8', '0e30c776898cd501561da30f412f8426b79bdaca03ca29e072fa143acbc937ae', '5b019cc698273e5ecb23947c3529f390f7375527021544121c1e9e399acdc3fc', '23690434e88440d27d980cf8450d4743ca10509c366f7b6b70f12892b03ddc31'),
	(31, '2026-06-15 14:00:00+00', 'erin', 'import.received', 'import_file', 3, 1, NULL, '{"size": 450, "sha256": "2cca4dee44245773740a283c66403d8934d38ac265b2c6278c8fa3339752749a"}', '{"name": "items.csv"}', 'cc7208b72f9ac115b537a0abfa778ce2', '4aaca25b0189d2e33b1cd765b1207691ddf118e9ca37ea9682520639f0a6b6f9', '23690434e88440d27d980cf8450d4743ca10509c366f7b6b70f12892b03ddc31', 'd21dcc85297bbeed2a1dfd9faf76555f23e411c8a790d10dd2205fde44fad1a5'),
	(32, '2026-06-15 14:00:00+00', 'erin', 'import.previewed', 'import_file', 3, 1, NULL, '{"new": 7, "read": 8, "refused": 1, "revision": 1, "unchanged": 0}', '{}', '25e7288ba10ceedd2e3be2453f94e8fa', 'e98d7c8047ee0ceb6b6e1c57a93e717e4f23d7ba1685a6d39bea6a7f647b90c7', 'd21dcc85297bbeed2a1dfd9faf76555f23e411c8a790d10dd2205fde44fad1a5', 'daaceb8a516ef66c43534fda6e5f688ab6fc9e08607226c88172e477e3b7f5cf'),
	(33, '2026-06-15 14:00:00+00', 'alice', 'activity.recorded', 'activity', 1, 1, 1, '{"items": [], "channel": "call", "outcome": "spoke", "corrects": null, "direction": "outbound", "visibility": "history"}', '{"note": "Pays on Thursdays"}', '0108e9db89ccf86b0efdfed6f12b07b9', '9024546a7822a840551d62297fbb0b88394ede2539432d274c5a2e0d5f834321', 'daaceb8a516ef66c43534fda6e5f688ab6fc9e08607226c88172e477e3b7f5cf', '6eb681a5f7aabcc942a86cf7a4a9232dbee1508ee817c0ec0f0ba93dbbabe131'),
	(34, '2026-06-15 14:00:00+00', 'alice', 'tickler.opened', 'tickler', 1, 1, 1, '{"owner": 1, "due_date": "2026-06-18"}', '{"cause": "call again"}', '07b15f78f718a2b5a867de0b365dcd29', '36821effe4e3603361d66f7de63edb44b257e237eff518ce4b00e0b236bb9846', '6eb681a5f7aabcc942a86cf7a4a9232dbee1508ee817c0ec0f0ba93dbbabe131', '298275331a56ca2e6ee38ada0790753896625c6a5e7f0e5aa02cb6d0e7daa230'),
	(35, '2026-06-15 14:00:00+00', 'alice', 'tickler.opened', 'tickler', 2, 1, 1, '{"owner": 1, "due_date": "2026-06-18"}', '{"cause": "call again"}', '148e6a00a0621baef5a285ea8d27f1a4', '6a762651c165627682b023a24a7e1207f0ce7bfbbb9f57177668cb8a9da7b3ea', '298275331a56ca2e6ee38ada0790753896625c6a5e7f0e5aa02cb6d0e7daa230', '5035532defb455ab503971917c2fe8ea1a818f4fe1a37611bfb2b2be8afc4ae1'),
	(36, '2026-06-15 14:00:00+00', 'alice', 'tickler.snoozed', 'tickler', 2, 1, 1, '{"to_date": "2026-06-24", "to_owner": 1, "from_date": "2026-06-18", "from_owner": 1}', '{"note": "asked for time", "cause": "call again"}', 'ca28a1f320e9d31f50a341812bb1e6ac', '04b272c7d35ad42e0584e7c1ce2479b38e2665d9c1508b7136a6c4ddfda2ed73', '5035532defb455ab503971917c2fe8ea1a818f4fe1a37611bfb2b2be8afc4ae1', '6a983f6077070e82ee7038501b8aca70e9859de9d60b6df3fe211b196ee2abd8'),
	(37, '2026-06-15 14:00:00+00', 'erin', 'token.made', 'api_token', 1, NULL, NULL, '{"user": 5, "scope": "write", "expires_at": "2026-07-15T14:00:00+00:00"}', '{"name": "program"}', '786893ec40ebf18e4d7e36aff24786f9', 'a2c8d8fe9f928a7d5e819ae5d2024a671eec74c59f32d20d67bf650e23bed5b7', '6a983f6077070e82ee7038501b8aca70e9859de9d60b6df3fe211b196ee2abd8', '38395d9629ceda32cd201ee22f76bf26770fccf45b2b306dc868dcdac2df2f49'),
	(38, '2026-06-15 14:00:00+00', 'dave', 'period.closed', 'period', 1, 1, NULL, '{"last_day": "2026-03-31", "first_day": "2026-03-01"}', '{}', 'e135199f883ae3ada95544c34b2bf62f', '2708375b60960e08b9f6da83c408ce8221ba4209f03c0a4cf91947570bb82b65', '38395d9629ceda32cd201ee22f76bf26770fccf45b2b306dc868dcdac2df2f49', '844dbae2fd8893f9b5570e7f99f317bb866a5360c772ff17c9b88a2ef7dffad4'),
	(39, '2026-06-15 14:00:00+00', 'machine', 'nightly.finished', 'nightly_run', 1, NULL, NULL, '{"broken": 0, "business_date": "2026-06-15"}', '{}', 'c5bdaa99bc09e2e96742113556231da1', '4b4f4de3ed8dceb8aef87254cdb4e64345666c80fb1cf730ef82325af5d67d7b', '844dbae2fd8893f9b5570e7f99f317bb866a5360c772ff17c9b88a2ef7dffad4', '1e0131aacc741c630f205926aa8d1f609dd6460344a377f1615d1d591f148111');
INSERT INTO public.journal_journalhead VALUES
	(1, 39, '1e0131aacc741c630f205926aa8d1f609dd6460344a377f1615d1d591f148111');
INSERT INTO public.nightly_nightlyrun VALUES
	(1, '2026-06-15', '2026-06-15 14:00:00+00', '2026-06-15 14:00:00+00', '{"prove_books": {"result": "proved", "seconds": 0.39}, "rank_accounts": {"result": "5 accounts written", "seconds": 0.75}, "anchor_journal": {"result": "anchored at entry 38", "seconds": 0.01}, "clear_sessions": {"result": "ended sessions removed", "seconds": 0.04}, "roll_positions": {"result": "0 customers rolled", "seconds": 0.04}}', '[]');
INSERT INTO public.parties_apitoken VALUES
	(1, 'program', 'a84c1ab057afa4654df021a9addde8bd139876ff83fe6a43eb332309d7d597e8', 'write', '2026-06-15 14:00:00+00', '2026-07-15 14:00:00+00', NULL, 5);
INSERT INTO public.parties_company VALUES
	(1, 'NL', 'Northlight Supply', 'USD', 'US', 'America/New_York', 'shadow'),
	(2, 'SW', 'Southwind Trading', 'USD', 'US', 'America/New_York', 'shadow');
INSERT INTO public.parties_customer VALUES
	(1, '1001', 'Acme Camera', 'acme camera', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, 7, 1),
	(2, '1002', 'Zenith Optics', 'zenith optics', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, NULL, NULL),
	(3, '1003', 'Foreign Retail', 'foreign retail', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 2, NULL, NULL, NULL, 2),
	(4, 'K0', 'Kept 0', 'kept 0', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, NULL, NULL),
	(5, 'K1', 'Kept 1', 'kept 1', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, NULL, NULL),
	(6, 'K2', 'Kept 2', 'kept 2', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, NULL, NULL);
INSERT INTO public.parties_portfolio VALUES
	(1, 'A–M', 1, 1, 2),
	(2, 'Southwind', 2, 11, 11);
INSERT INTO public.parties_user VALUES
	(1, 'argon2$argon2id$v=19$m=102400,t=2,p=8$VGZBaDVFQ1dXcWlsazdGMWdzWWFVeQ$4GgQZ0vpNxE/+9QWyD6Ii9qZ4FO9OPEMYLfx+GH4Kls', NULL, false, 'alice', 'Alice', '', '', false, true, '2026-11-29 13:43:14.035008+00', 'rep', 'America/New_York', 'en'),
	(2, 'argon2$argon2id$v=19$m=102400,t=2,p=8$aGNLdUNzQUx6THcwWndnVXpxeE5PSw$3IgALDlGBqsZcdl7gmlVpU6ELXZZwao12AuqlQ2jeZY', NULL, false, 'bob', 'Bob', '', '', false, true, '2026-11-29 13:43:14.700698+00', 'supervisor', 'America/New_York', 'en'),
	(3, 'argon2$argon2id$v=19$m=102400,t=2,p=8$TXQ4ZkdJekd5VHJ5V1JLU242UjY5Wg$5s3GiHzoW61AlO/dCDOfBtYxHTVSnnIuS9DcWmr251s', NULL, false, 'carol', 'Carol', '', '', false, true, '2026-11-29 13:43:15.641887+00', 'credit_manager', 'America/New_York', 'en'),
	(4, 'argon2$argon2id$v=19$m=102400,t=2,p=8$TkRzTHoyNVQ0Z1JaN1JEYnhZTENmMQ$Zwc+RXcsL5i81Ckvb5CbkSALzsuXNwM7w0FtYQS8Q3A', NULL, false, 'dave', 'Dave', '', '', false, true, '2026-11-29 13:43:16.557997+00', 'controller', 'America/New_York', 'en'),
	(5, 'argon2$argon2id$v=19$m=102400,t=2,p=8$amtVMFQxQXhKcEtSZGNLOU1IaGszNA$cMQnrVZk/Rl+9oLkX/554s/jpuxv/4Kxdpk9hYsx5aQ', NULL, false, 'erin', 'Erin', '', '', false, true, '2026-11-29 13:43:17.353011+00', 'cash_applicator', 'America/New_York', 'en'),
	(6, 'argon2$argon2id$v=19$m=102400,t=2,p=8$aWRTTW14YVFNZ09rS1VLamppMXo5aQ$ILdPYNG+Vs9sTsv6EpYVoQWjY4SeMTC3AfSdPDXDZCM', NULL, false, 'fay', 'Fay', '', '', false, true, '2026-11-29 13:43:18.051124+00', 'deduction_analyst', 'America/New_York', 'en'),
	(7, 'argon2$argon2id$v=19$m=102400,t=2,p=8$VElRQk5NTDJINHpDa2ZKRFlpNVFoTQ$NCuk4OeJaDZqPyhgQ3TvU7fFlyr/b/mdqZyACUpgJcY', NULL, false, 'sam', 'Sam', '', '', false, true, '2026-11-29 13:43:18.881194+00', 'sales', 'America/New_York', 'en'),
	(8, 'argon2$argon2id$v=19$m=102400,t=2,p=8$VlN0MjdUMllQSzcxdjgycjBKdTZpag$xMHkH51s7e2eTBgh1DJqYAftQJMlffpmM2sPCaDHc6g', NULL, false, 'olga', 'Olga', '', '', false, true, '2026-11-29 13:43:19.442351+00', 'other_department', 'America/New_York', 'en'),
	(9, 'argon2$argon2id$v=19$m=102400,t=2,p=8$WlQ5Q3hQZm1YYm9YeFFzOE9ZWWZKaQ$5RsC/UPpKfoHr0uEr828csRqZ1J38lxFDxIoSj291IQ', NULL, false, 'audrey', 'Audrey', '', '', false, true, '2026-11-29 13:43:20.398291+00', 'auditor', 'America/New_York', 'en'),
	(10, 'argon2$argon2id$v=19$m=102400,t=2,p=8$SmdLUHp2NVRIajRPRDdOSnlSQWl3Mw$c3iDr1lXQroqxyshgLTwc7LWJ5yjr2Ayrs9Igg7c2h8', NULL, false, 'adam', 'Adam', '', '', false, true, '2026-11-29 13:43:21.186367+00', 'administrator', 'America/New_York', 'en'),
	(11, 'argon2$argon2id$v=19$m=102400,t=2,p=8$eWJLYnhpOGFIVTU5VE5ZSFpjUkdSSw$/wXQiPvJ36Ei9ZDtExAorddlS9npY2q9rNkandszLww', NULL, false, 'charlie', 'Charlie', '', '', false, true, '2026-11-29 13:43:21.710113+00', 'rep', 'America/New_York', 'en');
INSERT INTO public.parties_user_companies VALUES
	(1, 1, 1),
	(2, 2, 1),
	(3, 3, 1),
	(4, 4, 1),
	(5, 5, 1),
	(6, 6, 1),
	(7, 7, 1),
	(8, 8, 1),
	(9, 9, 1),
	(10, 10, 1),
	(11, 11, 2);
INSERT INTO public.receivables_application VALUES
	(1, 100007, 0, '2026-06-15', 1, 1, 10, 1, 12),
	(2, 20000, 0, '2026-06-15', 1, 1, 10, 2, 12),
	(3, 50000, 0, '2026-06-15', 1, 1, 11, 3, 13);
INSERT INTO public.receivables_entry VALUES
	(1, 1, '', 'USD', 100007, '2026-05-01', 1, 1, 1, 1),
	(2, 2, 'erp_clearing', 'USD', -100007, '2026-05-01', 1, NULL, NULL, 1),
	(3, 1, '', 'USD', 200014, '2026-05-01', 1, 1, 2, 2),
	(4, 2, 'erp_clearing', 'USD', -200014, '2026-05-01', 1, NULL, NULL, 2),
	(5, 1, '', 'USD', 300021, '2026-05-01', 1, 1, 3, 3),
	(6, 2, 'erp_clearing', 'USD', -300021, '2026-05-01', 1, NULL, NULL, 3),
	(7, 1, '', 'USD', 400028, '2026-05-01', 1, 1, 4, 4),
	(8, 2, 'erp_clearing', 'USD', -400028, '2026-05-01', 1, NULL, NULL, 4),
	(9, 1, '', 'USD', 500035, '2026-05-01', 1, 1, 5, 5),
	(10, 2, 'erp_clearing', 'USD', -500035, '2026-05-01', 1, NULL, NULL, 5),
	(11, 1, '', 'USD', 600042, '2026-05-01', 1, 1, 6, 6),
	(12, 2, 'erp_clearing', 'USD', -600042, '2026-05-01', 1, NULL, NULL, 6),
	(13, 1, '', 'USD', 250000, '2026-05-01', 1, 2, 7, 7),
	(14, 2, 'erp_clearing', 'USD', -250000, '2026-05-01', 1, NULL, NULL, 7),
	(15, 1, '', 'USD', -3333, '2026-05-01', 1, 2, 8, 8),
	(16, 2, 'erp_clearing', 'USD', 3333, '2026-05-01', 1, NULL, NULL, 8),
	(17, 1, '', 'USD', 77700, '2026-05-01', 2, 3, 9, 9),
	(18, 2, 'erp_clearing', 'USD', -77700, '2026-05-01', 2, NULL, NULL, 9),
	(19, 1, '', 'USD', -150000, '2026-05-01', 1, 1, 10, 10),
	(20, 2, 'erp_clearing', 'USD', 150000, '2026-05-01', 1, NULL, NULL, 10),
	(21, 1, '', 'USD', -90000, '2026-05-01', 1, 1, 11, 11),
	(22, 2, 'erp_clearing', 'USD', 90000, '2026-05-01', 1, NULL, NULL, 11),
	(23, 1, '', 'USD', 120007, '2026-06-15', 1, 1, 10, 12),
	(24, 2, '', 'USD', -100007, '2026-06-15', 1, 1, 1, 12),
	(25, 3, '', 'USD', -20000, '2026-06-15', 1, 1, 2, 12),
	(26, 1, '', 'USD', 50000, '2026-06-15', 1, 1, 11, 13),
	(27, 2, '', 'USD', -50000, '2026-06-15', 1, 1, 3, 13),
	(28, 1, '', 'USD', -50000, '2026-06-15', 1, 1, 11, 14),
	(29, 2, '', 'USD', 50000, '2026-06-15', 1, 1, 3, 14),
	(30, 1, '', 'USD', -12345, '2026-06-15', 1, 1, 4, 15),
	(31, 2, '', 'USD', 12345, '2026-06-15', 1, 1, 12, 15),
	(32, 1, '', 'USD', 10005, '2026-05-01', 1, 5, 13, 16),
	(33, 2, 'erp_clearing', 'USD', -10005, '2026-05-01', 1, NULL, NULL, 16),
	(34, 1, '', 'USD', 20005, '2026-05-02', 1, 6, 14, 17),
	(35, 2, 'erp_clearing', 'USD', -20005, '2026-05-02', 1, NULL, NULL, 17),
	(36, 1, '', 'USD', 30005, '2026-05-03', 1, 4, 15, 18),
	(37, 2, 'erp_clearing', 'USD', -30005, '2026-05-03', 1, NULL, NULL, 18),
	(38, 1, '', 'USD', 40005, '2026-05-04', 1, 5, 16, 19),
	(39, 2, 'erp_clearing', 'USD', -40005, '2026-05-04', 1, NULL, NULL, 19),
	(40, 1, '', 'USD', 50005, '2026-05-05', 1, 6, 17, 20),
	(41, 2, 'erp_clearing', 'USD', -50005, '2026-05-05', 1, NULL, NULL, 20),
	(42, 1, '', 'USD', 60005, '2026-05-06', 1, 4, 18, 21),
	(43, 2, 'erp_clearing', 'USD', -60005, '2026-05-06', 1, NULL, NULL, 21),
	(44, 1, '', 'USD', 70005, '2026-05-07', 1, 5, 19, 22),
	(45, 2, 'erp_clearing', 'USD', -70005, '2026-05-07', 1, NULL, NULL, 22),
	(46, 1, '', 'USD', 10005, '2026-05-01', 1, 5, 20, 23),
	(47, 2, 'erp_clearing', 'USD', -10005, '2026-05-01', 1, NULL, NULL, 23),
	(48, 1, '', 'USD', 20005, '2026-05-02', 1, 6, 21, 24),
	(49, 2, 'erp_clearing', 'USD', -20005, '2026-05-02', 1, NULL, NULL, 24),
	(50, 1, '', 'USD', 30005, '2026-05-03', 1, 4, 22, 25),
	(51, 2, 'erp_clearing', 'USD', -30005, '2026-05-03', 1, NULL, NULL, 25),
	(52, 1, '', 'USD', 40005, '2026-05-04', 1, 5, 23, 26),
	(53, 2, 'erp_clearing', 'USD', -40005, '2026-05-04', 1, NULL, NULL, 26),
	(54, 1, '', 'USD', 50005, '2026-05-05', 1, 6, 24, 27),
	(55, 2, 'erp_clearing', 'USD', -50005, '2026-05-05', 1, NULL, NULL, 27),
	(56, 1, '', 'USD', 60005, '2026-05-06', 1, 4, 25, 28),
	(57, 2, 'erp_clearing', 'USD', -60005, '2026-05-06', 1, NULL, NULL, 28),
	(58, 1, '', 'USD', 70005, '2026-05-07', 1, 5, 26, 29),
	(59, 2, 'erp_clearing', 'USD', -70005, '2026-05-07', 1, NULL, NULL, 29),
	(60, 1, '', 'USD', -10005, '2026-05-01', 1, 5, 20, 30),
	(61, 2, 'erp_clearing', 'USD', 10005, '2026-05-01', 1, NULL, NULL, 30),
	(62, 1, '', 'USD', -20005, '2026-05-02', 1, 6, 21, 31),
	(63, 2, 'erp_clearing', 'USD', 20005, '2026-05-02', 1, NULL, NULL, 31),
	(64, 1, '', 'USD', -30005, '2026-05-03', 1, 4, 22, 32),
	(65, 2, 'erp_clearing', 'USD', 30005, '2026-05-03', 1, NULL, NULL, 32),
	(66, 1, '', 'USD', -40005, '2026-05-04', 1, 5, 23, 33),
	(67, 2, 'erp_clearing', 'USD', 40005, '2026-05-04', 1, NULL, NULL, 33),
	(68, 1, '', 'USD', -50005, '2026-05-05', 1, 6, 24, 34),
	(69, 2, 'erp_clearing', 'USD', 50005, '2026-05-05', 1, NULL, NULL, 34),
	(70, 1, '', 'USD', -60005, '2026-05-06', 1, 4, 25, 35),
	(71, 2, 'erp_clearing', 'USD', 60005, '2026-05-06', 1, NULL, NULL, 35),
	(72, 1, '', 'USD', -70005, '2026-05-07', 1, 5, 26, 36),
	(73, 2, 'erp_clearing', 'USD', 70005, '2026-05-07', 1, NULL, NULL, 36);
INSERT INTO public.receivables_extension VALUES
	(1, '2026-07-01', '2026-06-15', 'carol', 'short delivery', 6);
INSERT INTO public.receivables_openitem VALUES
	(6, 'invoice', 'A-6', 'USD', 600042, 600042, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 1, NULL),
	(7, 'invoice', 'Z-1', 'USD', 250000, 250000, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 2, NULL),
	(8, 'credit_memo', 'Z-2', 'USD', -3333, -3333, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 2, NULL),
	(9, 'invoice', 'F-1', 'USD', 77700, 77700, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 2, 3, NULL),
	(1, 'invoice', 'A-1', 'USD', 100007, 0, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, '2026-06-15', NULL, 1, 1, NULL),
	(2, 'invoice', 'A-2', 'USD', 200014, 180014, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 1, NULL),
	(10, 'payment', '1004', 'USD', -150000, -29993, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 1, NULL),
	(3, 'invoice', 'A-3', 'USD', 300021, 300021, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 1, NULL),
	(11, 'payment', '1005', 'USD', -90000, -90000, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 1, NULL),
	(4, 'invoice', 'A-4', 'USD', 400028, 387683, 0, 0, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 1, NULL),
	(12, 'deduction', 'D-1', 'USD', 12345, 12345, 0, 0, '2026-06-15', '2026-06-15', '2026-05-31', NULL, NULL, '', '', '', '', 'DM 7', NULL, NULL, NULL, 1, 1, 4),
	(5, 'invoice', 'A-5', 'USD', 500035, 500035, 5000, 5000, '2026-05-01', '2026-05-01', '2026-05-31', NULL, NULL, '', '', '', '', '', NULL, NULL, NULL, 1, 1, NULL),
	(13, 'invoice', 'taken-1', 'USD', 10005, 10005, 0, 0, '2026-05-01', '2026-05-01', '2026-06-01', NULL, NULL, '', '', '', '', '', 1, NULL, NULL, 1, 5, NULL),
	(14, 'invoice', 'taken-2', 'USD', 20005, 20005, 0, 0, '2026-05-02', '2026-05-02', '2026-06-02', NULL, NULL, '', '', '', '', '', 1, NULL, NULL, 1, 6, NULL),
	(15, 'invoice', 'taken-3', 'USD', 30005, 30005, 0, 0, '2026-05-03', '2026-05-03', '2026-06-03', NULL, NULL, '', '', '', '', '', 1, NULL, NULL, 1, 4, NULL),
	(16, 'invoice', 'taken-4', 'USD', 40005, 40005, 0, 0, '2026-05-04', '2026-05-04', '2026-06-04', NULL, NULL, '', '', '', '', '', 1, NULL, NULL, 1, 5, NULL),
	(17, 'invoice', 'taken-5', 'USD', 50005, 50005, 0, 0, '2026-05-05', '2026-05-05', '2026-06-05', NULL, NULL, '', '', '', '', '', 1, NULL, NULL, 1, 6, NULL),
	(18, 'invoice', 'taken-6', 'USD', 60005, 60005, 0, 0, '2026-05-06', '2026-05-06', '2026-06-06', NULL, NULL, '', '', '', '', '', 1, NULL, NULL, 1, 4, NULL),
	(19, 'invoice', 'taken-7', 'USD', 70005, 70005, 0, 0, '2026-05-07', '2026-05-07', '2026-06-07', NULL, NULL, '', '', '', '', '', 1, NULL, NULL, 1, 5, NULL),
	(20, 'invoice', 'undone-1', 'USD', 10005, 0, 0, 0, '2026-05-01', '2026-05-01', '2026-06-01', NULL, NULL, '', '', '', '', '', 2, '2026-05-01', '2026-06-15', 1, 5, NULL),
	(21, 'invoice', 'undone-2', 'USD', 20005, 0, 0, 0, '2026-05-02', '2026-05-02', '2026-06-02', NULL, NULL, '', '', '', '', '', 2, '2026-05-02', '2026-06-15', 1, 6, NULL),
	(22, 'invoice', 'undone-3', 'USD', 30005, 0, 0, 0, '2026-05-03', '2026-05-03', '2026-06-03', NULL, NULL, '', '', '', '', '', 2, '2026-05-03', '2026-06-15', 1, 4, NULL),
	(23, 'invoice', 'undone-4', 'USD', 40005, 0, 0, 0, '2026-05-04', '2026-05-04', '2026-06-04', NULL, NULL, '', '', '', '', '', 2, '2026-05-04', '2026-06-15', 1, 5, NULL),
	(24, 'invoice', 'undone-5', 'USD', 50005, 0, 0, 0, '2026-05-05', '2026-05-05', '2026-06-05', NULL, NULL, '', '', '', '', '', 2, '2026-05-05', '2026-06-15', 1, 6, NULL),
	(25, 'invoice', 'undone-6', 'USD', 60005, 0, 0, 0, '2026-05-06', '2026-05-06', '2026-06-06', NULL, NULL, '', '', '', '', '', 2, '2026-05-06', '2026-06-15', 1, 4, NULL),
	(26, 'invoice', 'undone-7', 'USD', 70005, 0, 0, 0, '2026-05-07', '2026-05-07', '2026-06-07', NULL, NULL, '', '', '', '', '', 2, '2026-05-07', '2026-06-15', 1, 5, NULL);
INSERT INTO public.receivables_period VALUES
	(1, '2026-03-01', '2026-03-31', '2026-06-15 14:00:00+00', 'dave', 1);
INSERT INTO public.receivables_position VALUES
	(7, 'USD', '2026-06-15', '2026-07-01', 250000, 0, 250000, 250000, 2411750000, 0, -3333, 0, 250000, 0, 0, 0, 0, 0, 0, 2, '2026-05-31', '2026-05-31', '0,30,60,90,120', 1, 2),
	(9, 'USD', '2026-06-15', '2026-07-01', 77700, 0, 77700, 77700, 749571900, 0, 0, 0, 77700, 0, 0, 0, 0, 0, 0, 1, '2026-05-31', '2026-05-31', '0,30,60,90,120', 2, 3),
	(1, 'USD', '2026-06-15', '2026-07-01', 1980140, 5000, 1980140, 1975140, 19054175580, -119993, 0, 0, 1980140, 0, 0, 0, 0, 0, 0, 8, '2026-05-31', '2026-05-31', '0,30,60,90,120', 1, 1),
	(17, 'USD', '2026-06-15', '2026-07-04', 90010, 0, 90010, 90010, 868776515, 0, 0, 0, 90010, 0, 0, 0, 0, 0, 0, 2, '2026-06-03', '2026-06-03', '0,30,60,90,120', 1, 4),
	(18, 'USD', '2026-06-15', '2026-07-02', 120015, 0, 120015, 120015, 1158444765, 0, 0, 0, 120015, 0, 0, 0, 0, 0, 0, 3, '2026-06-01', '2026-06-01', '0,30,60,90,120', 1, 5),
	(19, 'USD', '2026-06-15', '2026-07-03', 70010, 0, 70010, 70010, 675676505, 0, 0, 0, 70010, 0, 0, 0, 0, 0, 0, 2, '2026-06-02', '2026-06-02', '0,30,60,90,120', 1, 6);
INSERT INTO public.receivables_posting VALUES
	(1, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/A-1/import/2026-05-01', 'builder/A-1', 2, NULL, NULL, 1, NULL),
	(2, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/A-2/import/2026-05-01', 'builder/A-2', 2, NULL, NULL, 1, NULL),
	(3, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/A-3/import/2026-05-01', 'builder/A-3', 2, NULL, NULL, 1, NULL),
	(4, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/A-4/import/2026-05-01', 'builder/A-4', 2, NULL, NULL, 1, NULL),
	(5, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/A-5/import/2026-05-01', 'builder/A-5', 2, NULL, NULL, 1, NULL),
	(6, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/A-6/import/2026-05-01', 'builder/A-6', 2, NULL, NULL, 1, NULL),
	(7, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/Z-1/import/2026-05-01', 'builder/Z-1', 2, NULL, NULL, 1, NULL),
	(8, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/Z-2/import/2026-05-01', 'builder/Z-2', 2, NULL, NULL, 1, NULL),
	(9, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/F-1/import/2026-05-01', 'builder/F-1', 2, NULL, NULL, 2, NULL),
	(10, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/1004/import/2026-05-01', 'builder/1004', 2, NULL, NULL, 1, NULL),
	(11, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'builder', '', 'builder/1005/import/2026-05-01', 'builder/1005', 2, NULL, NULL, 1, NULL),
	(12, 'application', '2026-06-15', '2026-06-15 14:00:00+00', 'erin', '', 'kept/1', '', 3, 0, NULL, 1, NULL),
	(13, 'application', '2026-06-15', '2026-06-15 14:00:00+00', 'erin', '', 'kept/2', '', 2, 0, NULL, 1, NULL),
	(14, 'reversal', '2026-06-15', '2026-06-15 14:00:00+00', 'erin', 'NSF', 'kept/3', '', 2, NULL, NULL, 1, 13),
	(15, 'transfer', '2026-06-15', '2026-06-15 14:00:00+00', 'erin', 'DM 7', 'kept/4', '', 2, NULL, NULL, 1, NULL),
	(16, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'erin', '', 'import/1/00000002/import/2026-05-01', 'import/1/00000002', 2, 0, 1, 1, NULL),
	(17, 'import', '2026-05-02', '2026-06-15 14:00:00+00', 'erin', '', 'import/1/00000002/import/2026-05-02', 'import/1/00000002', 2, 0, 1, 1, NULL),
	(18, 'import', '2026-05-03', '2026-06-15 14:00:00+00', 'erin', '', 'import/1/00000002/import/2026-05-03', 'import/1/00000002', 2, 0, 1, 1, NULL),
	(19, 'import', '2026-05-04', '2026-06-15 14:00:00+00', 'erin', '', 'import/1/00000002/import/2026-05-04', 'import/1/00000002', 2, 0, 1, 1, NULL),
	(20, 'import', '2026-05-05', '2026-06-15 14:00:00+00', 'erin', '', 'import/1/00000002/import/2026-05-05', 'import/1/00000002', 2, 0, 1, 1, NULL),
	(21, 'import', '2026-05-06', '2026-06-15 14:00:00+00', 'erin', '', 'import/1/00000002/import/2026-05-06', 'import/1/00000002', 2, 0, 1, 1, NULL),
	(22, 'import', '2026-05-07', '2026-06-15 14:00:00+00', 'erin', '', 'import/1/00000002/import/2026-05-07', 'import/1/00000002', 2, 0, 1, 1, NULL),
	(23, 'import', '2026-05-01', '2026-06-15 14:00:00+00', 'erin', '', 'import/2/00000002/import/2026-05-01', 'import/2/00000002', 2, 0, 2, 1, NULL),
	(24, 'import', '2026-05-02', '2026-06-15 14:00:00+00', 'erin', '', 'import/2/00000002/import/2026-05-02', 'import/2/00000002', 2, 0, 2, 1, NULL),
	(25, 'import', '2026-05-03', '2026-06-15 14:00:00+00', 'erin', '', 'import/2/00000002/import/2026-05-03', 'import/2/00000002', 2, 0, 2, 1, NULL),
	(26, 'import', '2026-05-04', '2026-06-15 14:00:00+00', 'erin', '', 'import/2/00000002/import/2026-05-04', 'import/2/00000002', 2, 0, 2, 1, NULL),
	(27, 'import', '2026-05-05', '2026-06-15 14:00:00+00', 'erin', '', 'import/2/00000002/import/2026-05-05', 'import/2/00000002', 2, 0, 2, 1, NULL),
	(28, 'import', '2026-05-06', '2026-06-15 14:00:00+00', 'erin', '', 'import/2/00000002/import/2026-05-06', 'import/2/00000002', 2, 0, 2, 1, NULL),
	(29, 'import', '2026-05-07', '2026-06-15 14:00:00+00', 'erin', '', 'import/2/00000002/import/2026-05-07', 'import/2/00000002', 2, 0, 2, 1, NULL),
	(30, 'reversal', '2026-05-01', '2026-06-15 14:00:00+00', 'erin', 'import 2 undone', 'import/2/00000002/import/2026-05-01/undone', 'import/2/00000002/undone', 2, 0, 2, 1, 23),
	(31, 'reversal', '2026-05-02', '2026-06-15 14:00:00+00', 'erin', 'import 2 undone', 'import/2/00000002/import/2026-05-02/undone', 'import/2/00000002/undone', 2, 0, 2, 1, 24),
	(32, 'reversal', '2026-05-03', '2026-06-15 14:00:00+00', 'erin', 'import 2 undone', 'import/2/00000002/import/2026-05-03/undone', 'import/2/00000002/undone', 2, 0, 2, 1, 25),
	(33, 'reversal', '2026-05-04', '2026-06-15 14:00:00+00', 'erin', 'import 2 undone', 'import/2/00000002/import/2026-05-04/undone', 'import/2/00000002/undone', 2, 0, 2, 1, 26),
	(34, 'reversal', '2026-05-05', '2026-06-15 14:00:00+00', 'erin', 'import 2 undone', 'import/2/00000002/import/2026-05-05/undone', 'import/2/00000002/undone', 2, 0, 2, 1, 27),
	(35, 'reversal', '2026-05-06', '2026-06-15 14:00:00+00', 'erin', 'import 2 undone', 'import/2/00000002/import/2026-05-06/undone', 'import/2/00000002/undone', 2, 0, 2, 1, 28),
	(36, 'reversal', '2026-05-07', '2026-06-15 14:00:00+00', 'erin', 'import 2 undone', 'import/2/00000002/import/2026-05-07/undone', 'import/2/00000002/undone', 2, 0, 2, 1, 29);
SELECT pg_catalog.setval('public.account_emailaddress_id_seq', 1, false);
SELECT pg_catalog.setval('public.account_emailconfirmation_id_seq', 1, false);
SELECT pg_catalog.setval('public.api_keyedanswer_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 156, true);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 39, true);
SELECT pg_catalog.setval('public.django_migrations_id_seq', 37, true);
SELECT pg_catalog.setval('public.followup_activity_id_seq', 1, true);
SELECT pg_catalog.setval('public.followup_document_id_seq', 1, false);
SELECT pg_catalog.setval('public.followup_exceptiondecision_id_seq', 1, false);
SELECT pg_catalog.setval('public.followup_exceptionrow_id_seq', 1, false);
SELECT pg_catalog.setval('public.followup_tickler_id_seq', 2, true);
SELECT pg_catalog.setval('public.followup_ticklermove_id_seq', 1, true);
SELECT pg_catalog.setval('public.followup_worklistrow_id_seq', 6, true);
SELECT pg_catalog.setval('public.intake_filepart_id_seq', 3, true);
SELECT pg_catalog.setval('public.intake_importfile_companies_id_seq', 3, true);
SELECT pg_catalog.setval('public.intake_importfile_id_seq', 3, true);
SELECT pg_catalog.setval('public.intake_stagedrow_id_seq', 24, true);
SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);
SELECT pg_catalog.setval('public.nightly_nightlyrun_id_seq', 1, true);
SELECT pg_catalog.setval('public.parties_absence_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_apitoken_id_seq', 1, true);
SELECT pg_catalog.setval('public.parties_calendarkey_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_company_id_seq', 2, true);
SELECT pg_catalog.setval('public.parties_contact_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_customer_id_seq', 6, true);
SELECT pg_catalog.setval('public.parties_exchangerate_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_portfolio_id_seq', 2, true);
SELECT pg_catalog.setval('public.parties_portfoliorule_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_user_companies_id_seq', 11, true);
SELECT pg_catalog.setval('public.parties_user_groups_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_user_id_seq', 11, true);
SELECT pg_catalog.setval('public.parties_user_user_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.policy_policyversion_id_seq', 1, false);
SELECT pg_catalog.setval('public.receivables_application_id_seq', 3, true);
SELECT pg_catalog.setval('public.receivables_entry_id_seq', 73, true);
SELECT pg_catalog.setval('public.receivables_extension_id_seq', 1, true);
SELECT pg_catalog.setval('public.receivables_openitem_id_seq', 26, true);
SELECT pg_catalog.setval('public.receivables_period_id_seq', 1, true);
SELECT pg_catalog.setval('public.receivables_position_id_seq', 25, true);
SELECT pg_catalog.setval('public.receivables_posting_id_seq', 36, true);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.api_keyedanswer
    ADD CONSTRAINT api_keyedanswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.cache
    ADD CONSTRAINT cache_pkey PRIMARY KEY (cache_key);
ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT customer_number_once_per_company UNIQUE (company_id, number);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.receivables_entry
    ADD CONSTRAINT entry_line_once UNIQUE (posting_id, line);
ALTER TABLE ONLY public.followup_exceptionrow
    ADD CONSTRAINT exception_once UNIQUE (customer_id, currency);
ALTER TABLE ONLY public.intake_filepart
    ADD CONSTRAINT file_part_once UNIQUE (file_id, "position");
ALTER TABLE ONLY public.followup_activity
    ADD CONSTRAINT followup_activity_key_key UNIQUE (key);
ALTER TABLE ONLY public.followup_activity
    ADD CONSTRAINT followup_activity_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.followup_document
    ADD CONSTRAINT followup_document_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.followup_exceptiondecision
    ADD CONSTRAINT followup_exceptiondecision_key_key UNIQUE (key);
ALTER TABLE ONLY public.followup_exceptiondecision
    ADD CONSTRAINT followup_exceptiondecision_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.followup_exceptionrow
    ADD CONSTRAINT followup_exceptionrow_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.followup_tickler
    ADD CONSTRAINT followup_tickler_key_key UNIQUE (key);
ALTER TABLE ONLY public.followup_tickler
    ADD CONSTRAINT followup_tickler_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.followup_ticklermove
    ADD CONSTRAINT followup_ticklermove_key_key UNIQUE (key);
ALTER TABLE ONLY public.followup_ticklermove
    ADD CONSTRAINT followup_ticklermove_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.followup_worklistrow
    ADD CONSTRAINT followup_worklistrow_customer_id_key UNIQUE (customer_id);
ALTER TABLE ONLY public.followup_worklistrow
    ADD CONSTRAINT followup_worklistrow_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_filepart
    ADD CONSTRAINT intake_filepart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_importfile_companies
    ADD CONSTRAINT intake_importfile_compan_importfile_id_company_id_ceeefa62_uniq UNIQUE (importfile_id, company_id);
ALTER TABLE ONLY public.intake_importfile_companies
    ADD CONSTRAINT intake_importfile_companies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_importfile
    ADD CONSTRAINT intake_importfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_stagedrow
    ADD CONSTRAINT intake_stagedrow_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.journal_journalentry
    ADD CONSTRAINT journal_journalentry_hash_key UNIQUE (hash);
ALTER TABLE ONLY public.journal_journalentry
    ADD CONSTRAINT journal_journalentry_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.journal_journalhead
    ADD CONSTRAINT journal_journalhead_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.api_keyedanswer
    ADD CONSTRAINT keyed_answer_once UNIQUE (user_id, key);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.nightly_nightlyrun
    ADD CONSTRAINT nightly_nightlyrun_business_date_key UNIQUE (business_date);
ALTER TABLE ONLY public.nightly_nightlyrun
    ADD CONSTRAINT nightly_nightlyrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_exchangerate
    ADD CONSTRAINT one_exchange_rate_a_day UNIQUE (currency, base, day);
ALTER TABLE ONLY public.parties_absence
    ADD CONSTRAINT parties_absence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_apitoken
    ADD CONSTRAINT parties_apitoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_apitoken
    ADD CONSTRAINT parties_apitoken_sha256_key UNIQUE (sha256);
ALTER TABLE ONLY public.parties_calendarkey
    ADD CONSTRAINT parties_calendarkey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_calendarkey
    ADD CONSTRAINT parties_calendarkey_sha256_key UNIQUE (sha256);
ALTER TABLE ONLY public.parties_company
    ADD CONSTRAINT parties_company_code_key UNIQUE (code);
ALTER TABLE ONLY public.parties_company
    ADD CONSTRAINT parties_company_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_contact
    ADD CONSTRAINT parties_contact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_exchangerate
    ADD CONSTRAINT parties_exchangerate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_portfolio
    ADD CONSTRAINT parties_portfolio_name_key UNIQUE (name);
ALTER TABLE ONLY public.parties_portfolio
    ADD CONSTRAINT parties_portfolio_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_portfoliorule
    ADD CONSTRAINT parties_portfoliorule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_user_companies
    ADD CONSTRAINT parties_user_companies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_user_companies
    ADD CONSTRAINT parties_user_companies_user_id_company_id_b233208d_uniq UNIQUE (user_id, company_id);
ALTER TABLE ONLY public.parties_user_groups
    ADD CONSTRAINT parties_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_user_groups
    ADD CONSTRAINT parties_user_groups_user_id_group_id_6fd6600b_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY public.parties_user
    ADD CONSTRAINT parties_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_user_user_permissions
    ADD CONSTRAINT parties_user_user_permis_user_id_permission_id_ab2e5c80_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY public.parties_user_user_permissions
    ADD CONSTRAINT parties_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.parties_user
    ADD CONSTRAINT parties_user_username_key UNIQUE (username);
ALTER TABLE ONLY public.receivables_period
    ADD CONSTRAINT period_closed_once UNIQUE (company_id, first_day);
ALTER TABLE ONLY public.policy_policyversion
    ADD CONSTRAINT policy_policyversion_number_key UNIQUE (number);
ALTER TABLE ONLY public.policy_policyversion
    ADD CONSTRAINT policy_policyversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_position
    ADD CONSTRAINT position_once UNIQUE (customer_id, currency);
ALTER TABLE ONLY public.receivables_posting
    ADD CONSTRAINT posting_key_once UNIQUE (company_id, key);
ALTER TABLE ONLY public.receivables_application
    ADD CONSTRAINT receivables_application_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_entry
    ADD CONSTRAINT receivables_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_extension
    ADD CONSTRAINT receivables_extension_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_openitem
    ADD CONSTRAINT receivables_openitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_period
    ADD CONSTRAINT receivables_period_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_position
    ADD CONSTRAINT receivables_position_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_posting
    ADD CONSTRAINT receivables_posting_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_posting
    ADD CONSTRAINT receivables_posting_reverses_id_key UNIQUE (reverses_id);
ALTER TABLE ONLY public.intake_stagedrow
    ADD CONSTRAINT staged_line_once UNIQUE (file_id, line);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX activity_customer ON public.followup_activity USING btree (customer_id, happened_at DESC, id DESC);
CREATE INDEX activity_promised ON public.followup_activity USING btree (customer_id, promised_date) WHERE (promised_date IS NOT NULL);
CREATE INDEX activity_promised_day ON public.followup_activity USING btree (promised_date, customer_id) WHERE (promised_date IS NOT NULL);
CREATE INDEX api_keyedanswer_user_id_2b769a6f ON public.api_keyedanswer USING btree (user_id);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX cache_expires ON public.cache USING btree (expires);
CREATE INDEX customer_number ON public.parties_customer USING btree (number varchar_pattern_ops);
CREATE INDEX customer_portfolio ON public.parties_customer USING btree (portfolio_id, id);
CREATE INDEX customer_salesperson ON public.parties_customer USING btree (salesperson_id, id);
CREATE INDEX decision_accepted_until ON public.followup_exceptiondecision USING btree (until) WHERE ((kind)::text = 'accepted'::text);
CREATE INDEX decision_customer ON public.followup_exceptiondecision USING btree (customer_id, currency, id DESC);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX document_customer ON public.followup_document USING btree (customer_id, id DESC);
CREATE INDEX entry_by_date ON public.receivables_entry USING btree (posting_date, item_id, amount_minor);
CREATE INDEX entry_item ON public.receivables_entry USING btree (item_id, posting_date, amount_minor) WHERE (item_id IS NOT NULL);
CREATE INDEX exception_company ON public.followup_exceptionrow USING btree (company_id, oldest_due_date, customer_id, currency);
CREATE INDEX exception_portfolio ON public.followup_exceptionrow USING btree (portfolio_id);
CREATE INDEX followup_activity_by_id_dc0aef51 ON public.followup_activity USING btree (by_id);
CREATE INDEX followup_activity_contact_id_4112d202 ON public.followup_activity USING btree (contact_id);
CREATE INDEX followup_activity_corrects_id_c16be83e ON public.followup_activity USING btree (corrects_id);
CREATE INDEX followup_activity_customer_id_0c1489e1 ON public.followup_activity USING btree (customer_id);
CREATE INDEX followup_activity_key_ad62fd34_like ON public.followup_activity USING btree (key varchar_pattern_ops);
CREATE INDEX followup_document_by_id_55328e04 ON public.followup_document USING btree (by_id);
CREATE INDEX followup_document_customer_id_4a551b7a ON public.followup_document USING btree (customer_id);
CREATE INDEX followup_exceptiondecision_by_id_dbeec0e5 ON public.followup_exceptiondecision USING btree (by_id);
CREATE INDEX followup_exceptiondecision_key_02455874_like ON public.followup_exceptiondecision USING btree (key varchar_pattern_ops);
CREATE INDEX followup_exceptiondecision_tickler_id_4c874ca4 ON public.followup_exceptiondecision USING btree (tickler_id);
CREATE INDEX followup_tickler_activity_id_b5fc1f9a ON public.followup_tickler USING btree (activity_id);
CREATE INDEX followup_tickler_created_by_id_bd718808 ON public.followup_tickler USING btree (created_by_id);
CREATE INDEX followup_tickler_customer_id_49e572d1 ON public.followup_tickler USING btree (customer_id);
CREATE INDEX followup_tickler_key_1afe7794_like ON public.followup_tickler USING btree (key varchar_pattern_ops);
CREATE INDEX followup_tickler_owner_id_c52f7515 ON public.followup_tickler USING btree (owner_id);
CREATE INDEX followup_ticklermove_by_id_4f14c69d ON public.followup_ticklermove USING btree (by_id);
CREATE INDEX followup_ticklermove_from_owner_id_c6a4685e ON public.followup_ticklermove USING btree (from_owner_id);
CREATE INDEX followup_ticklermove_key_1a2c9990_like ON public.followup_ticklermove USING btree (key varchar_pattern_ops);
CREATE INDEX followup_ticklermove_tickler_id_4659389d ON public.followup_ticklermove USING btree (tickler_id);
CREATE INDEX followup_ticklermove_to_owner_id_7de00f0c ON public.followup_ticklermove USING btree (to_owner_id);
CREATE INDEX import_file_at_work ON public.intake_importfile USING btree (state) WHERE ((state)::text = ANY ((ARRAY['arriving'::character varying, 'received'::character varying, 'posting'::character varying, 'undoing'::character varying])::text[]));
CREATE UNIQUE INDEX import_file_once ON public.intake_importfile USING btree (sha256, company_id) WHERE ((state)::text = ANY ((ARRAY['received'::character varying, 'previewed'::character varying, 'posting'::character varying, 'posted'::character varying, 'undoing'::character varying])::text[]));
CREATE INDEX intake_filepart_file_id_593e4aa4 ON public.intake_filepart USING btree (file_id);
CREATE INDEX intake_importfile_companies_company_id_3ffbf7c5 ON public.intake_importfile_companies USING btree (company_id);
CREATE INDEX intake_importfile_companies_importfile_id_05793fec ON public.intake_importfile_companies USING btree (importfile_id);
CREATE INDEX intake_importfile_company_id_b974623b ON public.intake_importfile USING btree (company_id);
CREATE INDEX intake_stagedrow_file_id_5066bc3b ON public.intake_stagedrow USING btree (file_id);
CREATE INDEX item_amount ON public.receivables_openitem USING btree (original_minor);
CREATE INDEX item_closed ON public.receivables_openitem USING btree (closed_date) WHERE (closed_date IS NOT NULL);
CREATE INDEX item_credits_of_a_day ON public.receivables_openitem USING btree (company_id, document_date) WHERE (original_minor < 0);
CREATE INDEX item_customer_newest ON public.receivables_openitem USING btree (customer_id, document_date DESC, id DESC);
CREATE INDEX item_import ON public.receivables_openitem USING btree (import_file_id) WHERE (import_file_id IS NOT NULL);
CREATE INDEX item_number ON public.receivables_openitem USING btree (number varchar_pattern_ops);
CREATE UNIQUE INDEX item_number_once ON public.receivables_openitem USING btree (customer_id, kind, number) WHERE (voided_on IS NULL);
CREATE INDEX item_open_aging ON public.receivables_openitem USING btree (customer_id, currency, due_date, open_minor, disputed_minor, kind) WHERE (closed_date IS NULL);
CREATE INDEX item_open_amount ON public.receivables_openitem USING btree (open_minor) WHERE (closed_date IS NULL);
CREATE INDEX item_origin ON public.receivables_openitem USING btree (origin_id) WHERE (origin_id IS NOT NULL);
CREATE INDEX item_po ON public.receivables_openitem USING btree (po_number varchar_pattern_ops) WHERE (NOT ((po_number)::text = ''::text));
CREATE INDEX journal_by ON public.journal_journalentry USING btree (by, seq DESC);
CREATE INDEX journal_customer ON public.journal_journalentry USING btree (customer_id, seq DESC);
CREATE INDEX journal_journalentry_hash_159347a3_like ON public.journal_journalentry USING btree (hash varchar_pattern_ops);
CREATE INDEX journal_kind ON public.journal_journalentry USING btree (kind, seq DESC);
CREATE INDEX journal_subject ON public.journal_journalentry USING btree (subject_kind, subject_id, seq DESC);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE UNIQUE INDEX one_calendar_key_counts ON public.parties_calendarkey USING btree (user_id) WHERE (revoked_at IS NULL);
CREATE INDEX parties_absence_substitute_id_6d2cd40e ON public.parties_absence USING btree (substitute_id);
CREATE INDEX parties_absence_user_id_65088ba8 ON public.parties_absence USING btree (user_id);
CREATE INDEX parties_apitoken_sha256_cc5f10bf_like ON public.parties_apitoken USING btree (sha256 varchar_pattern_ops);
CREATE INDEX parties_apitoken_user_id_9b28412c ON public.parties_apitoken USING btree (user_id);
CREATE INDEX parties_calendarkey_sha256_30bcde82_like ON public.parties_calendarkey USING btree (sha256 varchar_pattern_ops);
CREATE INDEX parties_calendarkey_user_id_1824de10 ON public.parties_calendarkey USING btree (user_id);
CREATE INDEX parties_company_code_4ca88d4b_like ON public.parties_company USING btree (code varchar_pattern_ops);
CREATE INDEX parties_contact_customer_id_7de3fd38 ON public.parties_contact USING btree (customer_id);
CREATE INDEX parties_customer_company_id_670a9e43 ON public.parties_customer USING btree (company_id);
CREATE INDEX parties_customer_parent_id_26b370bc ON public.parties_customer USING btree (parent_id);
CREATE INDEX parties_customer_payer_id_8942510d ON public.parties_customer USING btree (payer_id);
CREATE INDEX parties_customer_portfolio_id_2fe82d2e ON public.parties_customer USING btree (portfolio_id);
CREATE INDEX parties_customer_salesperson_id_49a14337 ON public.parties_customer USING btree (salesperson_id);
CREATE INDEX parties_customer_search_name_b5332235 ON public.parties_customer USING btree (search_name);
CREATE INDEX parties_customer_search_name_b5332235_like ON public.parties_customer USING btree (search_name varchar_pattern_ops);
CREATE INDEX parties_portfolio_company_id_2eff05c9 ON public.parties_portfolio USING btree (company_id);
CREATE INDEX parties_portfolio_name_890d27bf_like ON public.parties_portfolio USING btree (name varchar_pattern_ops);
CREATE INDEX parties_portfolio_rep_id_180b5abb ON public.parties_portfolio USING btree (rep_id);
CREATE INDEX parties_portfolio_supervisor_id_5efebb2a ON public.parties_portfolio USING btree (supervisor_id);
CREATE INDEX parties_portfoliorule_portfolio_id_641bdb9d ON public.parties_portfoliorule USING btree (portfolio_id);
CREATE INDEX parties_user_companies_company_id_3ba5536f ON public.parties_user_companies USING btree (company_id);
CREATE INDEX parties_user_companies_user_id_602b75a4 ON public.parties_user_companies USING btree (user_id);
CREATE INDEX parties_user_groups_group_id_3df3de0e ON public.parties_user_groups USING btree (group_id);
CREATE INDEX parties_user_groups_user_id_412e02e6 ON public.parties_user_groups USING btree (user_id);
CREATE INDEX parties_user_user_permissions_permission_id_02df798e ON public.parties_user_user_permissions USING btree (permission_id);
CREATE INDEX parties_user_user_permissions_user_id_7c8f8dc3 ON public.parties_user_user_permissions USING btree (user_id);
CREATE INDEX parties_user_username_1ac0219d_like ON public.parties_user USING btree (username varchar_pattern_ops);
CREATE INDEX policy_in_force ON public.policy_policyversion USING btree (company_id, effective_from DESC, number DESC);
CREATE INDEX policy_policyversion_company_id_e4aa61e8 ON public.policy_policyversion USING btree (company_id);
CREATE INDEX position_company ON public.receivables_position USING btree (company_id, currency);
CREATE INDEX position_next_edge ON public.receivables_position USING btree (next_edge_date);
CREATE INDEX position_past_due ON public.receivables_position USING btree (currency, past_due_minor DESC, customer_id);
CREATE INDEX posting_batch ON public.receivables_posting USING btree (batch);
CREATE INDEX posting_by_date ON public.receivables_posting USING btree (company_id, posting_date);
CREATE INDEX posting_import ON public.receivables_posting USING btree (import_file_id) WHERE (import_file_id IS NOT NULL);
CREATE INDEX receivables_application_credit_item_id_5df886d1 ON public.receivables_application USING btree (credit_item_id);
CREATE INDEX receivables_application_customer_id_c035c4d0 ON public.receivables_application USING btree (customer_id);
CREATE INDEX receivables_application_debit_item_id_33e23d91 ON public.receivables_application USING btree (debit_item_id);
CREATE INDEX receivables_application_posting_id_c843be00 ON public.receivables_application USING btree (posting_id);
CREATE INDEX receivables_extension_item_id_0d5b83aa ON public.receivables_extension USING btree (item_id);
CREATE INDEX staged_by_verdict ON public.intake_stagedrow USING btree (file_id, verdict, line);
CREATE INDEX tickler_open_customer ON public.followup_tickler USING btree (customer_id, due_date) WHERE ((state)::text = 'open'::text);
CREATE INDEX tickler_open_due ON public.followup_tickler USING btree (due_date) WHERE ((state)::text = 'open'::text);
CREATE INDEX tickler_open_owner ON public.followup_tickler USING btree (owner_id, due_date) WHERE ((state)::text = 'open'::text);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX worklist_company_rank ON public.followup_worklistrow USING btree (company_id, jump DESC, score_minor DESC, customer_id);
CREATE INDEX worklist_company_sum ON public.followup_worklistrow USING btree (company_id, next_step_kind, at_stake_minor, as_of);
CREATE INDEX worklist_rank ON public.followup_worklistrow USING btree (portfolio_id, jump DESC, score_minor DESC, customer_id);
CREATE INDEX worklist_sum ON public.followup_worklistrow USING btree (portfolio_id, next_step_kind, company_id, at_stake_minor, as_of);
CREATE TRIGGER followup_activity_no_delete BEFORE DELETE ON public.followup_activity FOR EACH ROW EXECUTE FUNCTION public.followup_activity_no_delete();
CREATE TRIGGER followup_activity_no_update BEFORE UPDATE ON public.followup_activity FOR EACH ROW EXECUTE FUNCTION public.followup_activity_no_update();
CREATE TRIGGER followup_document_no_delete BEFORE DELETE ON public.followup_document FOR EACH ROW EXECUTE FUNCTION public.followup_document_no_delete();
CREATE TRIGGER followup_document_no_update BEFORE UPDATE ON public.followup_document FOR EACH ROW EXECUTE FUNCTION public.followup_document_no_update();
CREATE TRIGGER followup_exceptiondecision_no_delete BEFORE DELETE ON public.followup_exceptiondecision FOR EACH ROW EXECUTE FUNCTION public.followup_exceptiondecision_no_delete();
CREATE TRIGGER followup_exceptiondecision_no_update BEFORE UPDATE ON public.followup_exceptiondecision FOR EACH ROW EXECUTE FUNCTION public.followup_exceptiondecision_no_update();
CREATE TRIGGER followup_ticklermove_no_delete BEFORE DELETE ON public.followup_ticklermove FOR EACH ROW EXECUTE FUNCTION public.followup_ticklermove_no_delete();
CREATE TRIGGER followup_ticklermove_no_update BEFORE UPDATE ON public.followup_ticklermove FOR EACH ROW EXECUTE FUNCTION public.followup_ticklermove_no_update();
CREATE TRIGGER journal_journalentry_fixed BEFORE UPDATE ON public.journal_journalentry FOR EACH ROW EXECUTE FUNCTION public.journal_journalentry_fixed();
CREATE TRIGGER journal_journalentry_no_delete BEFORE DELETE ON public.journal_journalentry FOR EACH ROW EXECUTE FUNCTION public.journal_journalentry_no_delete();
CREATE TRIGGER policy_policyversion_no_delete BEFORE DELETE ON public.policy_policyversion FOR EACH ROW EXECUTE FUNCTION public.policy_policyversion_no_delete();
CREATE TRIGGER policy_policyversion_no_update BEFORE UPDATE ON public.policy_policyversion FOR EACH ROW EXECUTE FUNCTION public.policy_policyversion_no_update();
CREATE TRIGGER receivables_application_no_delete BEFORE DELETE ON public.receivables_application FOR EACH ROW EXECUTE FUNCTION public.receivables_application_no_delete();
CREATE TRIGGER receivables_application_no_update BEFORE UPDATE ON public.receivables_application FOR EACH ROW EXECUTE FUNCTION public.receivables_application_no_update();
CREATE TRIGGER receivables_entry_no_delete BEFORE DELETE ON public.receivables_entry FOR EACH ROW EXECUTE FUNCTION public.receivables_entry_no_delete();
CREATE TRIGGER receivables_entry_no_update BEFORE UPDATE ON public.receivables_entry FOR EACH ROW EXECUTE FUNCTION public.receivables_entry_no_update();
CREATE TRIGGER receivables_entry_of_its_posting BEFORE INSERT ON public.receivables_entry FOR EACH ROW EXECUTE FUNCTION public.receivables_entry_of_its_posting();
CREATE TRIGGER receivables_extension_no_delete BEFORE DELETE ON public.receivables_extension FOR EACH ROW EXECUTE FUNCTION public.receivables_extension_no_delete();
CREATE TRIGGER receivables_extension_no_update BEFORE UPDATE ON public.receivables_extension FOR EACH ROW EXECUTE FUNCTION public.receivables_extension_no_update();
CREATE TRIGGER receivables_openitem_fixed BEFORE UPDATE ON public.receivables_openitem FOR EACH ROW EXECUTE FUNCTION public.receivables_openitem_fixed();
CREATE TRIGGER receivables_openitem_no_delete BEFORE DELETE ON public.receivables_openitem FOR EACH ROW EXECUTE FUNCTION public.receivables_openitem_no_delete();
CREATE TRIGGER receivables_period_no_delete BEFORE DELETE ON public.receivables_period FOR EACH ROW EXECUTE FUNCTION public.receivables_period_no_delete();
CREATE TRIGGER receivables_period_no_update BEFORE UPDATE ON public.receivables_period FOR EACH ROW EXECUTE FUNCTION public.receivables_period_no_update();
CREATE CONSTRAINT TRIGGER receivables_posting_balances AFTER INSERT ON public.receivables_posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.receivables_posting_balances();
CREATE TRIGGER receivables_posting_no_delete BEFORE DELETE ON public.receivables_posting FOR EACH ROW EXECUTE FUNCTION public.receivables_posting_no_delete();
CREATE TRIGGER receivables_posting_no_update BEFORE UPDATE ON public.receivables_posting FOR EACH ROW EXECUTE FUNCTION public.receivables_posting_no_update();
CREATE TRIGGER receivables_posting_open_period BEFORE INSERT ON public.receivables_posting FOR EACH ROW EXECUTE FUNCTION public.receivables_posting_open_period();
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.api_keyedanswer
    ADD CONSTRAINT api_keyedanswer_user_id_2b769a6f_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_activity
    ADD CONSTRAINT followup_activity_by_id_dc0aef51_fk_parties_user_id FOREIGN KEY (by_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_activity
    ADD CONSTRAINT followup_activity_company_id_68e90c2f_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_activity
    ADD CONSTRAINT followup_activity_contact_id_4112d202_fk_parties_contact_id FOREIGN KEY (contact_id) REFERENCES public.parties_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_activity
    ADD CONSTRAINT followup_activity_corrects_id_c16be83e_fk_followup_activity_id FOREIGN KEY (corrects_id) REFERENCES public.followup_activity(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_activity
    ADD CONSTRAINT followup_activity_customer_id_0c1489e1_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_document
    ADD CONSTRAINT followup_document_by_id_55328e04_fk_parties_user_id FOREIGN KEY (by_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_document
    ADD CONSTRAINT followup_document_company_id_af9b32eb_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_document
    ADD CONSTRAINT followup_document_customer_id_4a551b7a_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_exceptiondecision
    ADD CONSTRAINT followup_exceptionde_company_id_98f85e0f_fk_parties_c FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_exceptiondecision
    ADD CONSTRAINT followup_exceptionde_customer_id_e8d68ab4_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_exceptiondecision
    ADD CONSTRAINT followup_exceptionde_tickler_id_4c874ca4_fk_followup_ FOREIGN KEY (tickler_id) REFERENCES public.followup_tickler(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_exceptiondecision
    ADD CONSTRAINT followup_exceptiondecision_by_id_dbeec0e5_fk_parties_user_id FOREIGN KEY (by_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_exceptionrow
    ADD CONSTRAINT followup_exceptionro_customer_id_70fb825b_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_exceptionrow
    ADD CONSTRAINT followup_exceptionrow_company_id_b30a7648_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_tickler
    ADD CONSTRAINT followup_tickler_activity_id_b5fc1f9a_fk_followup_activity_id FOREIGN KEY (activity_id) REFERENCES public.followup_activity(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_tickler
    ADD CONSTRAINT followup_tickler_company_id_0e73eaeb_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_tickler
    ADD CONSTRAINT followup_tickler_created_by_id_bd718808_fk_parties_user_id FOREIGN KEY (created_by_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_tickler
    ADD CONSTRAINT followup_tickler_customer_id_49e572d1_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_tickler
    ADD CONSTRAINT followup_tickler_owner_id_c52f7515_fk_parties_user_id FOREIGN KEY (owner_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_ticklermove
    ADD CONSTRAINT followup_ticklermove_by_id_4f14c69d_fk_parties_user_id FOREIGN KEY (by_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_ticklermove
    ADD CONSTRAINT followup_ticklermove_from_owner_id_c6a4685e_fk_parties_user_id FOREIGN KEY (from_owner_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_ticklermove
    ADD CONSTRAINT followup_ticklermove_tickler_id_4659389d_fk_followup_tickler_id FOREIGN KEY (tickler_id) REFERENCES public.followup_tickler(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_ticklermove
    ADD CONSTRAINT followup_ticklermove_to_owner_id_7de00f0c_fk_parties_user_id FOREIGN KEY (to_owner_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_worklistrow
    ADD CONSTRAINT followup_worklistrow_company_id_0c0b4eb3_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.followup_worklistrow
    ADD CONSTRAINT followup_worklistrow_customer_id_b6d6f41c_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_filepart
    ADD CONSTRAINT intake_filepart_file_id_593e4aa4_fk_intake_importfile_id FOREIGN KEY (file_id) REFERENCES public.intake_importfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_importfile_companies
    ADD CONSTRAINT intake_importfile_co_company_id_3ffbf7c5_fk_parties_c FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_importfile_companies
    ADD CONSTRAINT intake_importfile_co_importfile_id_05793fec_fk_intake_im FOREIGN KEY (importfile_id) REFERENCES public.intake_importfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_importfile
    ADD CONSTRAINT intake_importfile_company_id_b974623b_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_stagedrow
    ADD CONSTRAINT intake_stagedrow_file_id_5066bc3b_fk_intake_importfile_id FOREIGN KEY (file_id) REFERENCES public.intake_importfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_absence
    ADD CONSTRAINT parties_absence_substitute_id_6d2cd40e_fk_parties_user_id FOREIGN KEY (substitute_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_absence
    ADD CONSTRAINT parties_absence_user_id_65088ba8_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_apitoken
    ADD CONSTRAINT parties_apitoken_user_id_9b28412c_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_calendarkey
    ADD CONSTRAINT parties_calendarkey_user_id_1824de10_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_contact
    ADD CONSTRAINT parties_contact_customer_id_7de3fd38_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_company_id_670a9e43_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_parent_id_26b370bc_fk_parties_customer_id FOREIGN KEY (parent_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_payer_id_8942510d_fk_parties_customer_id FOREIGN KEY (payer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_portfolio_id_2fe82d2e_fk_parties_portfolio_id FOREIGN KEY (portfolio_id) REFERENCES public.parties_portfolio(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_customer
    ADD CONSTRAINT parties_customer_salesperson_id_49a14337_fk_parties_user_id FOREIGN KEY (salesperson_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_portfolio
    ADD CONSTRAINT parties_portfolio_company_id_2eff05c9_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_portfolio
    ADD CONSTRAINT parties_portfolio_rep_id_180b5abb_fk_parties_user_id FOREIGN KEY (rep_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_portfolio
    ADD CONSTRAINT parties_portfolio_supervisor_id_5efebb2a_fk_parties_user_id FOREIGN KEY (supervisor_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_portfoliorule
    ADD CONSTRAINT parties_portfoliorul_portfolio_id_641bdb9d_fk_parties_p FOREIGN KEY (portfolio_id) REFERENCES public.parties_portfolio(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_user_companies
    ADD CONSTRAINT parties_user_compani_company_id_3ba5536f_fk_parties_c FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_user_companies
    ADD CONSTRAINT parties_user_companies_user_id_602b75a4_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_user_groups
    ADD CONSTRAINT parties_user_groups_group_id_3df3de0e_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_user_groups
    ADD CONSTRAINT parties_user_groups_user_id_412e02e6_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_user_user_permissions
    ADD CONSTRAINT parties_user_user_pe_permission_id_02df798e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_user_user_permissions
    ADD CONSTRAINT parties_user_user_pe_user_id_7c8f8dc3_fk_parties_u FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policy_policyversion
    ADD CONSTRAINT policy_policyversion_company_id_e4aa61e8_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_application
    ADD CONSTRAINT receivables_applicat_company_id_7e6ea84a_fk_parties_c FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_application
    ADD CONSTRAINT receivables_applicat_credit_item_id_5df886d1_fk_receivabl FOREIGN KEY (credit_item_id) REFERENCES public.receivables_openitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_application
    ADD CONSTRAINT receivables_applicat_customer_id_c035c4d0_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_application
    ADD CONSTRAINT receivables_applicat_debit_item_id_33e23d91_fk_receivabl FOREIGN KEY (debit_item_id) REFERENCES public.receivables_openitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_application
    ADD CONSTRAINT receivables_applicat_posting_id_c843be00_fk_receivabl FOREIGN KEY (posting_id) REFERENCES public.receivables_posting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_entry
    ADD CONSTRAINT receivables_entry_company_id_717afcce_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_entry
    ADD CONSTRAINT receivables_entry_customer_id_b5bbd7e2_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_entry
    ADD CONSTRAINT receivables_entry_item_id_4b4c30c0_fk_receivables_openitem_id FOREIGN KEY (item_id) REFERENCES public.receivables_openitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_entry
    ADD CONSTRAINT receivables_entry_posting_id_831fd706_fk_receivables_posting_id FOREIGN KEY (posting_id) REFERENCES public.receivables_posting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_extension
    ADD CONSTRAINT receivables_extensio_item_id_0d5b83aa_fk_receivabl FOREIGN KEY (item_id) REFERENCES public.receivables_openitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_openitem
    ADD CONSTRAINT receivables_openitem_company_id_31a8b9f6_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_openitem
    ADD CONSTRAINT receivables_openitem_customer_id_29f27d03_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_openitem
    ADD CONSTRAINT receivables_openitem_origin_id_6b5c88dc_fk_receivabl FOREIGN KEY (origin_id) REFERENCES public.receivables_openitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_period
    ADD CONSTRAINT receivables_period_company_id_6454ee94_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_position
    ADD CONSTRAINT receivables_position_company_id_7498fd4e_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_position
    ADD CONSTRAINT receivables_position_customer_id_21270a63_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_posting
    ADD CONSTRAINT receivables_posting_company_id_a4a3f590_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_posting
    ADD CONSTRAINT receivables_posting_reverses_id_f7c66089_fk_receivabl FOREIGN KEY (reverses_id) REFERENCES public.receivables_posting(id) DEFERRABLE INITIALLY DEFERRED;
