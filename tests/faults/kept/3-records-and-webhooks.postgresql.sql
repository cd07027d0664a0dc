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
CREATE FUNCTION public.policy_draft_final() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN IF OLD.state IN ('adopted', 'withdrawn') THEN RAISE EXCEPTION 'an adopted or withdrawn draft of the policy does not change' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.policy_draft_kept() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'a draft of the policy is kept' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
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
CREATE FUNCTION public.receivables_erpanswer_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_erpanswer is append-only: a row is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
CREATE FUNCTION public.receivables_erpanswer_no_update() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_erpanswer is append-only: a row is never changed' USING ERRCODE = 'check_violation'; RETURN NEW; END $$;
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
CREATE FUNCTION public.receivables_postingstop_fixed() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN IF OLD."company_id" IS DISTINCT FROM NEW."company_id" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id" OR OLD."fact" IS DISTINCT FROM NEW."fact" OR OLD."stopped_at" IS DISTINCT FROM NEW."stopped_at" OR OLD."stopped_by" IS DISTINCT FROM NEW."stopped_by" THEN RAISE EXCEPTION 'receivables_postingstop: a posted fact is never changed' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$;
CREATE FUNCTION public.receivables_postingstop_no_delete() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$ BEGIN RAISE EXCEPTION 'receivables_postingstop: a posted fact is never deleted' USING ERRCODE = 'check_violation'; RETURN OLD; END $$;
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
CREATE TABLE public.exports_export (
    id bigint NOT NULL,
    listing character varying(40) NOT NULL,
    wanted jsonb NOT NULL,
    as_of date NOT NULL,
    format character varying(4) NOT NULL,
    language character varying(10) NOT NULL,
    name character varying(120) NOT NULL,
    state character varying(8) NOT NULL,
    problem text NOT NULL,
    total integer NOT NULL,
    taken integer NOT NULL,
    rows integer NOT NULL,
    mark jsonb,
    size bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    turn_until timestamp with time zone,
    key character varying(64) NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT exports_export_rows_check CHECK ((rows >= 0)),
    CONSTRAINT exports_export_taken_check CHECK ((taken >= 0)),
    CONSTRAINT exports_export_total_check CHECK ((total >= 0))
);
ALTER TABLE public.exports_export ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exports_export_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.exports_exportpart (
    id bigint NOT NULL,
    is_file boolean NOT NULL,
    "position" integer NOT NULL,
    content bytea NOT NULL,
    export_id bigint NOT NULL,
    CONSTRAINT exports_exportpart_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.exports_exportpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exports_exportpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
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
CREATE TABLE public.intake_decidednumber (
    id bigint NOT NULL,
    number character varying(40) NOT NULL,
    name character varying(160) NOT NULL,
    decided_by character varying(150) NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    company_id bigint NOT NULL,
    customer_id bigint
);
ALTER TABLE public.intake_decidednumber ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_decidednumber_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.intake_erpbalance (
    id bigint NOT NULL,
    currency character varying(3) NOT NULL,
    as_of date NOT NULL,
    balance_minor bigint NOT NULL,
    entered_by character varying(150) NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    company_id bigint NOT NULL
);
ALTER TABLE public.intake_erpbalance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_erpbalance_id_seq
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
    is_list boolean NOT NULL,
    rows_changed integer NOT NULL,
    rows_missing integer NOT NULL,
    corrects_id bigint,
    content character varying(16) NOT NULL,
    source_key character varying(64),
    CONSTRAINT intake_importfile_cursor_check CHECK ((cursor >= 0)),
    CONSTRAINT intake_importfile_revision_check CHECK ((revision >= 0)),
    CONSTRAINT intake_importfile_rows_accepted_check CHECK ((rows_accepted >= 0)),
    CONSTRAINT intake_importfile_rows_changed_check CHECK ((rows_changed >= 0)),
    CONSTRAINT intake_importfile_rows_done_check CHECK ((rows_done >= 0)),
    CONSTRAINT intake_importfile_rows_missing_check CHECK ((rows_missing >= 0)),
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
CREATE TABLE public.intake_importprofile (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    fingerprint character varying(32) NOT NULL,
    choices jsonb NOT NULL,
    saved_by character varying(150) NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    company_id bigint NOT NULL
);
ALTER TABLE public.intake_importprofile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.intake_importprofile_id_seq
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
    in_file boolean NOT NULL,
    moved_minor bigint NOT NULL,
    changes jsonb,
    record_id bigint,
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
CREATE TABLE public.outbound_deliveryattempt (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    outcome character varying(20) NOT NULL,
    status smallint,
    milliseconds integer NOT NULL,
    message_id bigint NOT NULL,
    CONSTRAINT outbound_deliveryattempt_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT outbound_deliveryattempt_status_check CHECK ((status >= 0))
);
ALTER TABLE public.outbound_deliveryattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outbound_deliveryattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.outbound_outboxmessage (
    id bigint NOT NULL,
    seq bigint,
    key character varying(40) NOT NULL,
    kind character varying(60) NOT NULL,
    company_id bigint,
    body text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    settled_at timestamp with time zone,
    subscription_id bigint NOT NULL,
    CONSTRAINT message_settled_unless_waiting CHECK ((((settled_at IS NULL) AND ((state)::text = 'waiting'::text)) OR ((NOT ((state)::text = 'waiting'::text)) AND (settled_at IS NOT NULL))))
);
ALTER TABLE public.outbound_outboxmessage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outbound_outboxmessage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.outbound_webhooksubscription (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    url character varying(500) NOT NULL,
    kinds jsonb NOT NULL,
    secret text NOT NULL,
    earlier_secret text NOT NULL,
    earlier_secret_until timestamp with time zone,
    made_at timestamp with time zone NOT NULL,
    paused_at timestamp with time zone,
    ended_at timestamp with time zone,
    read_to_seq bigint NOT NULL,
    failures integer NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    held_until timestamp with time zone,
    owner_id bigint NOT NULL,
    key character varying(120),
    CONSTRAINT outbound_webhooksubscription_failures_check CHECK ((failures >= 0))
);
ALTER TABLE public.outbound_webhooksubscription ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outbound_webhooksubscription_id_seq
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
    mobile character varying(40) NOT NULL,
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
    legal_name character varying(160) NOT NULL,
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
    import_file_id bigint,
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
CREATE TABLE public.parties_price (
    id bigint NOT NULL,
    price_list character varying(60) NOT NULL,
    item_number character varying(60) NOT NULL,
    description character varying(160) NOT NULL,
    unit character varying(20) NOT NULL,
    currency character varying(3) NOT NULL,
    price_minor bigint NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    import_file_id bigint,
    company_id bigint NOT NULL,
    customer_id bigint,
    CONSTRAINT price_days_in_order CHECK (((valid_to IS NULL) OR (valid_to >= valid_from))),
    CONSTRAINT price_not_negative CHECK ((price_minor >= 0)),
    CONSTRAINT price_of_list_or_customer CHECK ((((customer_id IS NULL) AND ((price_list)::text > ''::text)) OR ((customer_id IS NOT NULL) AND ((price_list)::text = ''::text))))
);
ALTER TABLE public.parties_price ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parties_price_id_seq
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
CREATE TABLE public.policy_policydraft (
    id bigint NOT NULL,
    base_number integer NOT NULL,
    from_number integer NOT NULL,
    text text NOT NULL,
    sha256 character varying(64) NOT NULL,
    state character varying(10) NOT NULL,
    version integer NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    reason character varying(400) NOT NULL,
    effective_from date,
    submitted_at timestamp with time zone,
    decided_at timestamp with time zone,
    decision_reason character varying(400) NOT NULL,
    key character varying(120) NOT NULL,
    adopted_id bigint,
    author_id bigint NOT NULL,
    changed_by_id bigint NOT NULL,
    company_id bigint,
    decided_by_id bigint,
    submitted_by_id bigint,
    CONSTRAINT policy_draft_adopted_has_its_version CHECK ((((adopted_id IS NOT NULL) AND ((state)::text = 'adopted'::text)) OR ((NOT ((state)::text = 'adopted'::text)) AND (adopted_id IS NULL)))),
    CONSTRAINT policy_draft_submitted_has_its_day CHECK (((NOT ((state)::text = ANY ((ARRAY['submitted'::character varying, 'adopted'::character varying])::text[]))) OR ((effective_from IS NOT NULL) AND (submitted_at IS NOT NULL) AND (submitted_by_id IS NOT NULL)))),
    CONSTRAINT policy_policydraft_base_number_check CHECK ((base_number >= 0)),
    CONSTRAINT policy_policydraft_from_number_check CHECK ((from_number >= 0)),
    CONSTRAINT policy_policydraft_version_check CHECK ((version >= 0))
);
ALTER TABLE public.policy_policydraft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policy_policydraft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.policy_policydraft_writers (
    id bigint NOT NULL,
    policydraft_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE public.policy_policydraft_writers ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.policy_policydraft_writers_id_seq
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
CREATE TABLE public.receivables_erpanswer (
    id bigint NOT NULL,
    accepted boolean NOT NULL,
    erp_document character varying(60) NOT NULL,
    reason character varying(200) NOT NULL,
    answered_on date NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    answered_by character varying(150) NOT NULL,
    posting_id bigint NOT NULL,
    CONSTRAINT erp_answer_refused_with_reason CHECK (((accepted AND ((reason)::text = ''::text)) OR ((NOT accepted) AND (NOT ((reason)::text = ''::text)))))
);
ALTER TABLE public.receivables_erpanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_erpanswer_id_seq
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
CREATE TABLE public.receivables_postingstop (
    id bigint NOT NULL,
    fact character varying(500) NOT NULL,
    stopped_at timestamp with time zone NOT NULL,
    stopped_by character varying(150) NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by character varying(150) NOT NULL,
    reason character varying(200) NOT NULL,
    company_id bigint,
    customer_id bigint,
    CONSTRAINT stop_customer_of_company CHECK (((customer_id IS NULL) OR (company_id IS NOT NULL))),
    CONSTRAINT stop_lifted_by_somebody CHECK ((((lifted_at IS NULL) AND ((lifted_by)::text = ''::text) AND ((reason)::text = ''::text)) OR ((lifted_at IS NOT NULL) AND (NOT ((lifted_by)::text = ''::text)))))
);
ALTER TABLE public.receivables_postingstop ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.receivables_postingstop_id_seq
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
	(77, 'Can add price', 20, 'add_price'),
	(78, 'Can change price', 20, 'change_price'),
	(79, 'Can delete price', 20, 'delete_price'),
	(80, 'Can view price', 20, 'view_price'),
	(81, 'Can add open item', 21, 'add_openitem'),
	(82, 'Can change open item', 21, 'change_openitem'),
	(83, 'Can delete open item', 21, 'delete_openitem'),
	(84, 'Can view open item', 21, 'view_openitem'),
	(85, 'Can add extension', 22, 'add_extension'),
	(86, 'Can change extension', 22, 'change_extension'),
	(87, 'Can delete extension', 22, 'delete_extension'),
	(88, 'Can view extension', 22, 'view_extension'),
	(89, 'Can add period', 23, 'add_period'),
	(90, 'Can change period', 23, 'change_period'),
	(91, 'Can delete period', 23, 'delete_period'),
	(92, 'Can view period', 23, 'view_period'),
	(93, 'Can add position', 24, 'add_position'),
	(94, 'Can change position', 24, 'change_position'),
	(95, 'Can delete position', 24, 'delete_position'),
	(96, 'Can view position', 24, 'view_position'),
	(97, 'Can add posting', 25, 'add_posting'),
	(98, 'Can change posting', 25, 'change_posting'),
	(99, 'Can delete posting', 25, 'delete_posting'),
	(100, 'Can view posting', 25, 'view_posting');
INSERT INTO public.auth_permission VALUES
	(101, 'Can add entry', 26, 'add_entry'),
	(102, 'Can change entry', 26, 'change_entry'),
	(103, 'Can delete entry', 26, 'delete_entry'),
	(104, 'Can view entry', 26, 'view_entry'),
	(105, 'Can add application', 27, 'add_application'),
	(106, 'Can change application', 27, 'change_application'),
	(107, 'Can delete application', 27, 'delete_application'),
	(108, 'Can view application', 27, 'view_application'),
	(109, 'Can add posting stop', 28, 'add_postingstop'),
	(110, 'Can change posting stop', 28, 'change_postingstop'),
	(111, 'Can delete posting stop', 28, 'delete_postingstop'),
	(112, 'Can view posting stop', 28, 'view_postingstop'),
	(113, 'Can add erp answer', 29, 'add_erpanswer'),
	(114, 'Can change erp answer', 29, 'change_erpanswer'),
	(115, 'Can delete erp answer', 29, 'delete_erpanswer'),
	(116, 'Can view erp answer', 29, 'view_erpanswer'),
	(117, 'Can add policy version', 30, 'add_policyversion'),
	(118, 'Can change policy version', 30, 'change_policyversion'),
	(119, 'Can delete policy version', 30, 'delete_policyversion'),
	(120, 'Can view policy version', 30, 'view_policyversion'),
	(121, 'Can add policy draft', 31, 'add_policydraft'),
	(122, 'Can change policy draft', 31, 'change_policydraft'),
	(123, 'Can delete policy draft', 31, 'delete_policydraft'),
	(124, 'Can view policy draft', 31, 'view_policydraft'),
	(125, 'Can add import file', 32, 'add_importfile'),
	(126, 'Can change import file', 32, 'change_importfile'),
	(127, 'Can delete import file', 32, 'delete_importfile'),
	(128, 'Can view import file', 32, 'view_importfile'),
	(129, 'Can add file part', 33, 'add_filepart'),
	(130, 'Can change file part', 33, 'change_filepart'),
	(131, 'Can delete file part', 33, 'delete_filepart'),
	(132, 'Can view file part', 33, 'view_filepart'),
	(133, 'Can add staged row', 34, 'add_stagedrow'),
	(134, 'Can change staged row', 34, 'change_stagedrow'),
	(135, 'Can delete staged row', 34, 'delete_stagedrow'),
	(136, 'Can view staged row', 34, 'view_stagedrow'),
	(137, 'Can add import profile', 35, 'add_importprofile'),
	(138, 'Can change import profile', 35, 'change_importprofile'),
	(139, 'Can delete import profile', 35, 'delete_importprofile'),
	(140, 'Can view import profile', 35, 'view_importprofile'),
	(141, 'Can add erp balance', 36, 'add_erpbalance'),
	(142, 'Can change erp balance', 36, 'change_erpbalance'),
	(143, 'Can delete erp balance', 36, 'delete_erpbalance'),
	(144, 'Can view erp balance', 36, 'view_erpbalance'),
	(145, 'Can add decided number', 37, 'add_decidednumber'),
	(146, 'Can change decided number', 37, 'change_decidednumber'),
	(147, 'Can delete decided number', 37, 'delete_decidednumber'),
	(148, 'Can view decided number', 37, 'view_decidednumber'),
	(149, 'Can add activity', 38, 'add_activity'),
	(150, 'Can change activity', 38, 'change_activity'),
	(151, 'Can delete activity', 38, 'delete_activity'),
	(152, 'Can view activity', 38, 'view_activity'),
	(153, 'Can add document', 39, 'add_document'),
	(154, 'Can change document', 39, 'change_document'),
	(155, 'Can delete document', 39, 'delete_document'),
	(156, 'Can view document', 39, 'view_document'),
	(157, 'Can add exception row', 40, 'add_exceptionrow'),
	(158, 'Can change exception row', 40, 'change_exceptionrow'),
	(159, 'Can delete exception row', 40, 'delete_exceptionrow'),
	(160, 'Can view exception row', 40, 'view_exceptionrow'),
	(161, 'Can add tickler', 41, 'add_tickler'),
	(162, 'Can change tickler', 41, 'change_tickler'),
	(163, 'Can delete tickler', 41, 'delete_tickler'),
	(164, 'Can view tickler', 41, 'view_tickler'),
	(165, 'Can add tickler move', 42, 'add_ticklermove'),
	(166, 'Can change tickler move', 42, 'change_ticklermove'),
	(167, 'Can delete tickler move', 42, 'delete_ticklermove'),
	(168, 'Can view tickler move', 42, 'view_ticklermove'),
	(169, 'Can add worklist row', 43, 'add_worklistrow'),
	(170, 'Can change worklist row', 43, 'change_worklistrow'),
	(171, 'Can delete worklist row', 43, 'delete_worklistrow'),
	(172, 'Can view worklist row', 43, 'view_worklistrow'),
	(173, 'Can add exception decision', 44, 'add_exceptiondecision'),
	(174, 'Can change exception decision', 44, 'change_exceptiondecision'),
	(175, 'Can delete exception decision', 44, 'delete_exceptiondecision'),
	(176, 'Can view exception decision', 44, 'view_exceptiondecision'),
	(177, 'Can add outbox message', 45, 'add_outboxmessage'),
	(178, 'Can change outbox message', 45, 'change_outboxmessage'),
	(179, 'Can delete outbox message', 45, 'delete_outboxmessage'),
	(180, 'Can view outbox message', 45, 'view_outboxmessage'),
	(181, 'Can add delivery attempt', 46, 'add_deliveryattempt'),
	(182, 'Can change delivery attempt', 46, 'change_deliveryattempt'),
	(183, 'Can delete delivery attempt', 46, 'delete_deliveryattempt'),
	(184, 'Can view delivery attempt', 46, 'view_deliveryattempt'),
	(185, 'Can add webhook subscription', 47, 'add_webhooksubscription'),
	(186, 'Can change webhook subscription', 47, 'change_webhooksubscription'),
	(187, 'Can delete webhook subscription', 47, 'delete_webhooksubscription'),
	(188, 'Can view webhook subscription', 47, 'view_webhooksubscription'),
	(189, 'Can add export', 48, 'add_export'),
	(190, 'Can change export', 48, 'change_export'),
	(191, 'Can delete export', 48, 'delete_export'),
	(192, 'Can view export', 48, 'view_export'),
	(193, 'Can add export part', 49, 'add_exportpart'),
	(194, 'Can change export part', 49, 'change_exportpart'),
	(195, 'Can delete export part', 49, 'delete_exportpart'),
	(196, 'Can view export part', 49, 'view_exportpart'),
	(197, 'Can add nightly run', 50, 'add_nightlyrun'),
	(198, 'Can change nightly run', 50, 'change_nightlyrun'),
	(199, 'Can delete nightly run', 50, 'delete_nightlyrun'),
	(200, 'Can view nightly run', 50, 'view_nightlyrun');
INSERT INTO public.auth_permission VALUES
	(201, 'Can add keyed answer', 51, 'add_keyedanswer'),
	(202, 'Can change keyed answer', 51, 'change_keyedanswer'),
	(203, 'Can delete keyed answer', 51, 'delete_keyedanswer'),
	(204, 'Can view keyed answer', 51, 'view_keyedanswer');
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
	(20, 'parties', 'price'),
	(21, 'receivables', 'openitem'),
	(22, 'receivables', 'extension'),
	(23, 'receivables', 'period'),
	(24, 'receivables', 'position'),
	(25, 'receivables', 'posting'),
	(26, 'receivables', 'entry'),
	(27, 'receivables', 'application'),
	(28, 'receivables', 'postingstop'),
	(29, 'receivables', 'erpanswer'),
	(30, 'policy', 'policyversion'),
	(31, 'policy', 'policydraft'),
	(32, 'intake', 'importfile'),
	(33, 'intake', 'filepart'),
	(34, 'intake', 'stagedrow'),
	(35, 'intake', 'importprofile'),
	(36, 'intake', 'erpbalance'),
	(37, 'intake', 'decidednumber'),
	(38, 'followup', 'activity'),
	(39, 'followup', 'document'),
	(40, 'followup', 'exceptionrow'),
	(41, 'followup', 'tickler'),
	(42, 'followup', 'ticklermove'),
	(43, 'followup', 'worklistrow'),
	(44, 'followup', 'exceptiondecision'),
	(45, 'outbound', 'outboxmessage'),
	(46, 'outbound', 'deliveryattempt'),
	(47, 'outbound', 'webhooksubscription'),
	(48, 'exports', 'export'),
	(49, 'exports', 'exportpart'),
	(50, 'nightly', 'nightlyrun'),
	(51, 'api', 'keyedanswer');
INSERT INTO public.django_migrations VALUES
	(1, 'contenttypes', '0001_initial', '2026-11-29 13:45:45.26391+00'),
	(2, 'contenttypes', '0002_remove_content_type_name', '2026-11-29 13:45:45.281811+00'),
	(3, 'auth', '0001_initial', '2026-11-29 13:45:45.391745+00'),
	(4, 'auth', '0002_alter_permission_name_max_length', '2026-11-29 13:45:45.418369+00'),
	(5, 'auth', '0003_alter_user_email_max_length', '2026-11-29 13:45:45.441441+00'),
	(6, 'auth', '0004_alter_user_username_opts', '2026-11-29 13:45:45.496833+00'),
	(7, 'auth', '0005_alter_user_last_login_null', '2026-11-29 13:45:45.538554+00'),
	(8, 'auth', '0006_require_contenttypes_0002', '2026-11-29 13:45:45.707244+00'),
	(9, 'auth', '0007_alter_validators_add_error_messages', '2026-11-29 13:45:45.716602+00'),
	(10, 'auth', '0008_alter_user_username_max_length', '2026-11-29 13:45:45.729333+00'),
	(11, 'auth', '0009_alter_user_last_name_max_length', '2026-11-29 13:45:45.782134+00'),
	(12, 'auth', '0010_alter_group_name_max_length', '2026-11-29 13:45:45.799084+00'),
	(13, 'auth', '0011_update_proxy_permissions', '2026-11-29 13:45:45.807178+00'),
	(14, 'auth', '0012_alter_user_first_name_max_length', '2026-11-29 13:45:45.836595+00'),
	(15, 'parties', '0001_initial', '2026-11-29 13:45:47.058093+00'),
	(16, 'account', '0001_initial', '2026-11-29 13:45:47.251452+00'),
	(17, 'account', '0002_email_max_length', '2026-11-29 13:45:47.315373+00'),
	(18, 'account', '0003_alter_emailaddress_create_unique_verified_email', '2026-11-29 13:45:47.441954+00'),
	(19, 'account', '0004_alter_emailaddress_drop_unique_email', '2026-11-29 13:45:47.589924+00'),
	(20, 'account', '0005_emailaddress_idx_upper_email', '2026-11-29 13:45:47.688141+00'),
	(21, 'account', '0006_emailaddress_lower', '2026-11-29 13:45:47.803126+00'),
	(22, 'account', '0007_emailaddress_idx_email', '2026-11-29 13:45:47.996516+00'),
	(23, 'account', '0008_emailaddress_unique_primary_email_fixup', '2026-11-29 13:45:48.088709+00'),
	(24, 'account', '0009_emailaddress_unique_primary_email', '2026-11-29 13:45:48.170842+00'),
	(25, 'api', '0001_initial', '2026-11-29 13:45:48.299906+00'),
	(26, 'exports', '0001_large_exports', '2026-11-29 13:45:48.814096+00'),
	(27, 'followup', '0001_initial', '2026-11-29 13:45:51.578905+00'),
	(28, 'followup', '0002_worklist_sums', '2026-11-29 13:45:51.701928+00'),
	(29, 'intake', '0001_initial', '2026-11-29 13:45:52.447042+00'),
	(30, 'intake', '0002_import_profile', '2026-11-29 13:45:52.626952+00'),
	(31, 'intake', '0003_lists', '2026-11-29 13:45:53.965934+00'),
	(32, 'intake', '0004_import_corrects', '2026-11-29 13:45:54.218699+00'),
	(33, 'intake', '0005_decided_numbers', '2026-11-29 13:45:54.417418+00'),
	(34, 'intake', '0006_files_of_records', '2026-11-29 13:45:54.640579+00'),
	(35, 'intake', '0007_source_key', '2026-11-29 13:45:54.780054+00'),
	(36, 'journal', '0001_initial', '2026-11-29 13:45:54.830458+00'),
	(37, 'mfa', '0001_initial', '2026-11-29 13:45:55.099249+00'),
	(38, 'mfa', '0002_authenticator_timestamps', '2026-11-29 13:45:55.293002+00'),
	(39, 'mfa', '0003_authenticator_type_uniq', '2026-11-29 13:45:55.605813+00'),
	(40, 'nightly', '0001_initial', '2026-11-29 13:45:55.623954+00'),
	(41, 'outbound', '0001_outbox_and_webhooks', '2026-11-29 13:45:56.16649+00'),
	(42, 'outbound', '0002_keys_and_states', '2026-11-29 13:45:56.42585+00'),
	(43, 'parties', '0002_files_of_records', '2026-11-29 13:45:57.264439+00'),
	(44, 'policy', '0001_initial', '2026-11-29 13:45:57.521904+00'),
	(45, 'policy', '0002_policy_drafts', '2026-11-29 13:45:57.899912+00'),
	(46, 'receivables', '0001_initial', '2026-11-29 13:46:07.393965+00'),
	(47, 'receivables', '0002_credits_of_a_day', '2026-11-29 13:46:07.661252+00'),
	(48, 'receivables', '0003_posting_stop', '2026-11-29 13:46:08.697897+00'),
	(49, 'receivables', '0004_erp_answer', '2026-11-29 13:46:09.21012+00'),
	(50, 'sessions', '0001_initial', '2026-11-29 13:46:09.252216+00');
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
	(2, 'd97ebbaf695fad5cf60dfa516c5da9ca67aa642d3462bad2e7cd770d53e70fbb', 'items.csv', 443, 'undone', 'USD', '2026-06-15', 'erin', '2026-06-15 14:00:00+00', '{}', '{"sheet": null, "layout": null, "sheets": [], "signed": false, "summed": [], "choices": {}, "content": "open_items", "headers": ["Customer", "Name", "Invoice", "Date", "Due", "Currency", "Amount"], "mapping": {"columns": {"currency": "Currency", "due_date": "Due", "customer_name": "Name", "document_date": "Date", "customer_number": "Customer", "document_number": "Invoice", "original_amount": "Amount"}, "decimal": null, "reasons": [{"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer number", "heading": "Customer"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer name", "heading": "Name"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document number", "heading": "Invoice"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document date", "heading": "Date"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "due date", "heading": "Due"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "currency", "heading": "Currency"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "original amount", "heading": "Amount"}}], "day_order": null, "confidence": {"currency": 100, "due_date": 100, "customer_name": 100, "document_date": 100, "customer_number": 100, "document_number": 100, "original_amount": 100}}, "missing": [], "profile": null, "samples": [["K1", "Kept 1", "undone-1", "2026-05-01", "2026-06-01", "USD", "100.05"], ["K2", "Kept 2", "undone-2", "2026-05-02", "2026-06-02", "USD", "200.05"], ["K0", "Kept 0", "undone-3", "2026-05-03", "2026-06-03", "USD", "300.05"], ["K1", "Kept 1", "undone-4", "2026-05-04", "2026-06-04", "USD", "400.05"], ["K2", "Kept 2", "undone-5", "2026-05-05", "2026-06-05", "USD", "500.05"]], "corrects": null, "decimals": {"original_amount": "."}, "encoding": "utf-8-sig", "possible": ["open_items"], "proposed": [], "warnings": [], "delimiter": ",", "questions": [], "day_orders": {"due_date": null, "document_date": null}, "fingerprint": "4ed550f362902d81dc429397ee1096b9", "header_line": 1, "rows_passed": 0, "float_shaped": [], "customer_width": null}', 1, '{"read": [["NL", "USD", "invoice", 7, 280035, 280035]], "staged": [{"kind": "invoice", "count": 7, "company": "NL", "verdict": "new", "currency": "USD", "open_minor": 280035, "original_minor": 280035}], "warnings": [{"code": "intake.company_assumed", "text": "Rows without a company got the one given for the file. Rows: %(count)d, first on line %(lines)s.", "facts": {"count": 7, "lines": "2, 3, 4"}}], "refused_for": [{"code": "intake.amount_unreadable", "text": "… is not an amount.", "count": 1}], "only_counted": [], "new_companies": [], "new_customers": 0, "new_customers_named": []}', '', '', 8, 7, 0, 1, 1, 0, NULL, 'erin', '2026-06-15 14:00:00+00', 'erin', '2026-06-15 14:00:00+00', 1, false, 0, 0, NULL, 'open_items', NULL),
	(1, '014f3c5da971bbb5d852468cae2394323ccdd735a01f2e6d333172434a80e9d9', 'items.csv', 436, 'posted', 'USD', '2026-06-15', 'erin', '2026-06-15 14:00:00+00', '{}', '{"sheet": null, "layout": null, "sheets": [], "signed": false, "summed": [], "choices": {}, "content": "open_items", "headers": ["Customer", "Name", "Invoice", "Date", "Due", "Currency", "Amount"], "mapping": {"columns": {"currency": "Currency", "due_date": "Due", "customer_name": "Name", "document_date": "Date", "customer_number": "Customer", "document_number": "Invoice", "original_amount": "Amount"}, "decimal": null, "reasons": [{"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer number", "heading": "Customer"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer name", "heading": "Name"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document number", "heading": "Invoice"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document date", "heading": "Date"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "due date", "heading": "Due"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "currency", "heading": "Currency"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "original amount", "heading": "Amount"}}], "day_order": null, "confidence": {"currency": 100, "due_date": 100, "customer_name": 100, "document_date": 100, "customer_number": 100, "document_number": 100, "original_amount": 100}}, "missing": [], "profile": null, "samples": [["K1", "Kept 1", "taken-1", "2026-05-01", "2026-06-01", "USD", "100.05"], ["K2", "Kept 2", "taken-2", "2026-05-02", "2026-06-02", "USD", "200.05"], ["K0", "Kept 0", "taken-3", "2026-05-03", "2026-06-03", "USD", "300.05"], ["K1", "Kept 1", "taken-4", "2026-05-04", "2026-06-04", "USD", "400.05"], ["K2", "Kept 2", "taken-5", "2026-05-05", "2026-06-05", "USD", "500.05"]], "corrects": null, "decimals": {"original_amount": "."}, "encoding": "utf-8-sig", "possible": ["open_items"], "proposed": [], "warnings": [], "delimiter": ",", "questions": [], "day_orders": {"due_date": null, "document_date": null}, "fingerprint": "4ed550f362902d81dc429397ee1096b9", "header_line": 1, "rows_passed": 0, "float_shaped": [], "customer_width": null}', 1, '{"read": [["NL", "USD", "invoice", 7, 280035, 280035]], "staged": [{"kind": "invoice", "count": 7, "company": "NL", "verdict": "new", "currency": "USD", "open_minor": 280035, "original_minor": 280035}], "warnings": [{"code": "intake.company_assumed", "text": "Rows without a company got the one given for the file. Rows: %(count)d, first on line %(lines)s.", "facts": {"count": 7, "lines": "2, 3, 4"}}], "refused_for": [{"code": "intake.amount_unreadable", "text": "… is not an amount.", "count": 1}], "only_counted": [], "new_companies": [], "new_customers": 3, "new_customers_named": [{"name": "Kept 0", "rows": 2, "sums": {"USD": [90010, 90010]}, "number": "K0", "company": "NL"}, {"name": "Kept 1", "rows": 3, "sums": {"USD": [120015, 120015]}, "number": "K1", "company": "NL"}, {"name": "Kept 2", "rows": 2, "sums": {"USD": [70010, 70010]}, "number": "K2", "company": "NL"}]}', '', '', 8, 7, 0, 1, 8, 7, NULL, 'erin', '2026-06-15 14:00:00+00', '', NULL, 1, false, 0, 0, NULL, 'open_items', NULL),
	(3, '2cca4dee44245773740a283c66403d8934d38ac265b2c6278c8fa3339752749a', 'items.csv', 450, 'previewed', 'USD', '2026-06-15', 'erin', '2026-06-15 14:00:00+00', '{}', '{"sheet": null, "layout": null, "sheets": [], "signed": false, "summed": [], "choices": {}, "content": "open_items", "headers": ["Customer", "Name", "Invoice", "Date", "Due", "Currency", "Amount"], "mapping": {"columns": {"currency": "Currency", "due_date": "Due", "customer_name": "Name", "document_date": "Date", "customer_number": "Customer", "document_number": "Invoice", "original_amount": "Amount"}, "decimal": null, "reasons": [{"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer number", "heading": "Customer"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "customer name", "heading": "Name"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document number", "heading": "Invoice"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "document date", "heading": "Date"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "due date", "heading": "Due"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "currency", "heading": "Currency"}}, {"code": "intake.column_known", "text": "%(heading)s is a usual heading of %(field)s.", "facts": {"field": "original amount", "heading": "Amount"}}], "day_order": null, "confidence": {"currency": 100, "due_date": 100, "customer_name": 100, "document_date": 100, "customer_number": 100, "document_number": 100, "original_amount": 100}}, "missing": [], "profile": null, "samples": [["K1", "Kept 1", "waiting-1", "2026-05-01", "2026-06-01", "USD", "100.05"], ["K2", "Kept 2", "waiting-2", "2026-05-02", "2026-06-02", "USD", "200.05"], ["K0", "Kept 0", "waiting-3", "2026-05-03", "2026-06-03", "USD", "300.05"], ["K1", "Kept 1", "waiting-4", "2026-05-04", "2026-06-04", "USD", "400.05"], ["K2", "Kept 2", "waiting-5", "2026-05-05", "2026-06-05", "USD", "500.05"]], "corrects": null, "decimals": {"original_amount": "."}, "encoding": "utf-8-sig", "possible": ["open_items"], "proposed": [], "warnings": [], "delimiter": ",", "questions": [], "day_orders": {"due_date": null, "document_date": null}, "fingerprint": "4ed550f362902d81dc429397ee1096b9", "header_line": 1, "rows_passed": 0, "float_shaped": [], "customer_width": null}', 1, '{"read": [["NL", "USD", "invoice", 7, 280035, 280035]], "staged": [{"kind": "invoice", "count": 7, "company": "NL", "verdict": "new", "currency": "USD", "open_minor": 280035, "original_minor": 280035}], "warnings": [{"code": "intake.company_assumed", "text": "Rows without a company got the one given for the file. Rows: %(count)d, first on line %(lines)s.", "facts": {"count": 7, "lines": "2, 3, 4"}}], "refused_for": [{"code": "intake.amount_unreadable", "text": "… is not an amount.", "count": 1}], "only_counted": [], "new_companies": [], "new_customers": 0, "new_customers_named": []}', '', '', 8, 7, 0, 1, 0, 0, NULL, '', NULL, '', NULL, 1, false, 0, 0, NULL, 'open_items', NULL);
INSERT INTO public.intake_importfile_companies VALUES
	(1, 1, 1),
	(2, 2, 1),
	(3, 3, 1);
INSERT INTO public.intake_stagedrow VALUES
	(1, 2, 'new', '{"kind": "invoice", "number": "taken-1", "company": "NL", "currency": "USD", "due_date": "2026-06-01", "open_minor": 10005, "posting_date": "2026-05-01", "customer_name": "Kept 1", "document_date": "2026-05-01", "original_minor": 10005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 10005, 10005, 1, '[]', 1, true, 0, NULL, NULL),
	(2, 3, 'new', '{"kind": "invoice", "number": "taken-2", "company": "NL", "currency": "USD", "due_date": "2026-06-02", "open_minor": 20005, "posting_date": "2026-05-02", "customer_name": "Kept 2", "document_date": "2026-05-02", "original_minor": 20005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 20005, 20005, 1, '[]', 1, true, 0, NULL, NULL),
	(3, 4, 'new', '{"kind": "invoice", "number": "taken-3", "company": "NL", "currency": "USD", "due_date": "2026-06-03", "open_minor": 30005, "posting_date": "2026-05-03", "customer_name": "Kept 0", "document_date": "2026-05-03", "original_minor": 30005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 30005, 30005, 1, '[]', 1, true, 0, NULL, NULL),
	(4, 5, 'new', '{"kind": "invoice", "number": "taken-4", "company": "NL", "currency": "USD", "due_date": "2026-06-04", "open_minor": 40005, "posting_date": "2026-05-04", "customer_name": "Kept 1", "document_date": "2026-05-04", "original_minor": 40005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 40005, 40005, 1, '[]', 1, true, 0, NULL, NULL),
	(5, 6, 'new', '{"kind": "invoice", "number": "taken-5", "company": "NL", "currency": "USD", "due_date": "2026-06-05", "open_minor": 50005, "posting_date": "2026-05-05", "customer_name": "Kept 2", "document_date": "2026-05-05", "original_minor": 50005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 50005, 50005, 1, '[]', 1, true, 0, NULL, NULL),
	(6, 7, 'new', '{"kind": "invoice", "number": "taken-6", "company": "NL", "currency": "USD", "due_date": "2026-06-06", "open_minor": 60005, "posting_date": "2026-05-06", "customer_name": "Kept 0", "document_date": "2026-05-06", "original_minor": 60005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 60005, 60005, 1, '[]', 1, true, 0, NULL, NULL),
	(7, 8, 'new', '{"kind": "invoice", "number": "taken-7", "company": "NL", "currency": "USD", "due_date": "2026-06-07", "open_minor": 70005, "posting_date": "2026-05-07", "customer_name": "Kept 1", "document_date": "2026-05-07", "original_minor": 70005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 70005, 70005, 1, '[]', 1, true, 0, NULL, NULL),
	(8, 9, 'refused', '{}', '', '', '', NULL, NULL, 1, '[{"field": "original_amount", "value": "oops", "column": "Amount", "reason": {"code": "intake.amount_unreadable", "text": "%(value)s is not an amount.", "facts": {"value": "oops"}}}]', 1, true, 0, NULL, NULL),
	(9, 2, 'new', '{"kind": "invoice", "number": "undone-1", "company": "NL", "currency": "USD", "due_date": "2026-06-01", "open_minor": 10005, "posting_date": "2026-05-01", "customer_name": "Kept 1", "document_date": "2026-05-01", "original_minor": 10005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 10005, 10005, 1, '[]', 2, true, 0, NULL, NULL),
	(10, 3, 'new', '{"kind": "invoice", "number": "undone-2", "company": "NL", "currency": "USD", "due_date": "2026-06-02", "open_minor": 20005, "posting_date": "2026-05-02", "customer_name": "Kept 2", "document_date": "2026-05-02", "original_minor": 20005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 20005, 20005, 1, '[]', 2, true, 0, NULL, NULL),
	(11, 4, 'new', '{"kind": "invoice", "number": "undone-3", "company": "NL", "currency": "USD", "due_date": "2026-06-03", "open_minor": 30005, "posting_date": "2026-05-03", "customer_name": "Kept 0", "document_date": "2026-05-03", "original_minor": 30005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 30005, 30005, 1, '[]', 2, true, 0, NULL, NULL),
	(12, 5, 'new', '{"kind": "invoice", "number": "undone-4", "company": "NL", "currency": "USD", "due_date": "2026-06-04", "open_minor": 40005, "posting_date": "2026-05-04", "customer_name": "Kept 1", "document_date": "2026-05-04", "original_minor": 40005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 40005, 40005, 1, '[]', 2, true, 0, NULL, NULL),
	(13, 6, 'new', '{"kind": "invoice", "number": "undone-5", "company": "NL", "currency": "USD", "due_date": "2026-06-05", "open_minor": 50005, "posting_date": "2026-05-05", "customer_name": "Kept 2", "document_date": "2026-05-05", "original_minor": 50005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 50005, 50005, 1, '[]', 2, true, 0, NULL, NULL),
	(14, 7, 'new', '{"kind": "invoice", "number": "undone-6", "company": "NL", "currency": "USD", "due_date": "2026-06-06", "open_minor": 60005, "posting_date": "2026-05-06", "customer_name": "Kept 0", "document_date": "2026-05-06", "original_minor": 60005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 60005, 60005, 1, '[]', 2, true, 0, NULL, NULL),
	(15, 8, 'new', '{"kind": "invoice", "number": "undone-7", "company": "NL", "currency": "USD", "due_date": "2026-06-07", "open_minor": 70005, "posting_date": "2026-05-07", "customer_name": "Kept 1", "document_date": "2026-05-07", "original_minor": 70005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 70005, 70005, 1, '[]', 2, true, 0, NULL, NULL),
	(16, 9, 'refused', '{}', '', '', '', NULL, NULL, 1, '[{"field": "original_amount", "value": "oops", "column": "Amount", "reason": {"code": "intake.amount_unreadable", "text": "%(value)s is not an amount.", "facts": {"value": "oops"}}}]', 2, true, 0, NULL, NULL),
	(17, 2, 'new', '{"kind": "invoice", "number": "waiting-1", "company": "NL", "currency": "USD", "due_date": "2026-06-01", "open_minor": 10005, "posting_date": "2026-05-01", "customer_name": "Kept 1", "document_date": "2026-05-01", "original_minor": 10005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 10005, 10005, 1, '[]', 3, true, 0, NULL, NULL),
	(18, 3, 'new', '{"kind": "invoice", "number": "waiting-2", "company": "NL", "currency": "USD", "due_date": "2026-06-02", "open_minor": 20005, "posting_date": "2026-05-02", "customer_name": "Kept 2", "document_date": "2026-05-02", "original_minor": 20005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 20005, 20005, 1, '[]', 3, true, 0, NULL, NULL),
	(19, 4, 'new', '{"kind": "invoice", "number": "waiting-3", "company": "NL", "currency": "USD", "due_date": "2026-06-03", "open_minor": 30005, "posting_date": "2026-05-03", "customer_name": "Kept 0", "document_date": "2026-05-03", "original_minor": 30005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 30005, 30005, 1, '[]', 3, true, 0, NULL, NULL),
	(20, 5, 'new', '{"kind": "invoice", "number": "waiting-4", "company": "NL", "currency": "USD", "due_date": "2026-06-04", "open_minor": 40005, "posting_date": "2026-05-04", "customer_name": "Kept 1", "document_date": "2026-05-04", "original_minor": 40005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 40005, 40005, 1, '[]', 3, true, 0, NULL, NULL),
	(21, 6, 'new', '{"kind": "invoice", "number": "waiting-5", "company": "NL", "currency": "USD", "due_date": "2026-06-05", "open_minor": 50005, "posting_date": "2026-05-05", "customer_name": "Kept 2", "document_date": "2026-05-05", "original_minor": 50005, "customer_number": "K2"}', 'NL', 'invoice', 'USD', 50005, 50005, 1, '[]', 3, true, 0, NULL, NULL),
	(22, 7, 'new', '{"kind": "invoice", "number": "waiting-6", "company": "NL", "currency": "USD", "due_date": "2026-06-06", "open_minor": 60005, "posting_date": "2026-05-06", "customer_name": "Kept 0", "document_date": "2026-05-06", "original_minor": 60005, "customer_number": "K0"}', 'NL', 'invoice', 'USD', 60005, 60005, 1, '[]', 3, true, 0, NULL, NULL),
	(23, 8, 'new', '{"kind": "invoice", "number": "waiting-7", "company": "NL", "currency": "USD", "due_date": "2026-06-07", "open_minor": 70005, "posting_date": "2026-05-07", "customer_name": "Kept 1", "document_date": "2026-05-07", "original_minor": 70005, "customer_number": "K1"}', 'NL', 'invoice', 'USD', 70005, 70005, 1, '[]', 3, true, 0, NULL, NULL),
	(24, 9, 'refused', '{}', '', '', '', NULL, NULL, 1, '[{"field": "original_amount", "value": "oops", "column": "Amount", "reason": {"code": "intake.amount_unreadable", "text": "%(value)s is not an amount.", "facts": {"value": "oops"}}}]', 3, true, 0, NULL, NULL);
INSERT INTO public.journal_journalentry VALUES
	(1, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-1", 1, 2, ""]], "documents": 1}', '{}', 'a5d91068737edbcd135af14e6604f258', '3f7b344553f416dc5382e959fc663364c0ec2b55828b649ca31ccaf1d39b1748', '0000000000000000000000000000000000000000000000000000000000000000', 'f40c6ea42cd1fe538de9fbfecfdf928029bf590a587f2108cf0863c55865b6d2'),
	(2, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-2", 1, 2, ""]], "documents": 1}', '{}', '0cee4c80b5464a86311c377c8e8653ff', '4c467617ebc910635c3c9a7119edbbae4bb7ac69db96981329a6fecc0804a20d', 'f40c6ea42cd1fe538de9fbfecfdf928029bf590a587f2108cf0863c55865b6d2', '5eab43fcaa8bd0987f1b963d18e3c9a210fce3b1d7d5e8709b1ad658e370949f'),
	(3, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-3", 1, 2, ""]], "documents": 1}', '{}', '0b5df4e416cff14db2aec20ddaa2e5b0', 'd586d4cd5872a6f34e77b25eb70e6ba3ca7567bb7deae2b642b12fe4b61de3ef', '5eab43fcaa8bd0987f1b963d18e3c9a210fce3b1d7d5e8709b1ad658e370949f', '194b6f85554ef63397451c45480795e9eb20677ab17e63461974c57176f066f5'),
	(4, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-4", 1, 2, ""]], "documents": 1}', '{}', 'bc0a8f056c7905c8daacc1220084e6e8', '82377239c82d88f454a45e553de4d8fd006e02c0480be73efdcd906f40a49503', '194b6f85554ef63397451c45480795e9eb20677ab17e63461974c57176f066f5', '5ef8040a84587f07c535f8b5bd0b3798dda7caac2e746a352c1a06f2b779557b'),
	(5, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-5", 1, 2, ""]], "documents": 1}', '{}', '1c23c3092742252068c42db074a3f2aa', 'aef6b8f31759b5084aa6d743fb94836a4521690da389d0975eff9705ce5ce9c4', '5ef8040a84587f07c535f8b5bd0b3798dda7caac2e746a352c1a06f2b779557b', '3dbf6c1b79a7cde3096636784846e5307357f5d33b06386e4458b0d879e41190'),
	(6, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/A-6", 1, 2, ""]], "documents": 1}', '{}', '9605b4ca72d4d3a843786f41b63631ca', 'e2e549b462229bb8c6537f1cd30e8e935064891f859d3d8ed541f804149c6a2c', '3dbf6c1b79a7cde3096636784846e5307357f5d33b06386e4458b0d879e41190', '59024c293c54ced67b183c3529cdb13ea14ebd04ecdbd5c3450ae744bf2884ea'),
	(7, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/Z-1", 1, 2, ""]], "documents": 1}', '{}', 'f74db05184ee64dd74f661a71e6a8e65', 'a19837f22c548d132467d86f16709deb11ac7db56e17633c13e9b460427262fe', '59024c293c54ced67b183c3529cdb13ea14ebd04ecdbd5c3450ae744bf2884ea', 'f0a05ce414d68bb3c5b544ab0469a7c9196ffd6d4412539533799c966ed6b489'),
	(8, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/Z-2", 1, 2, ""]], "documents": 1}', '{}', '91709767e1a7293f612b4777e574aff1', '219b95407e6500b735929560c1c8b92c6cbb7e5661608d7e22e7ca069e27958a', 'f0a05ce414d68bb3c5b544ab0469a7c9196ffd6d4412539533799c966ed6b489', '4b4c353c82fd55b265c08a84efbf80f2e85b2d1208a9a73d561f4c73f9e409ed'),
	(9, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 2, 2, NULL, '{"batches": [[2, "builder/F-1", 1, 2, ""]], "documents": 1}', '{}', '4f5fe31c57743df70f2a9d6fae2b0841', '4615dae4af6fe0ce1db357e6cb61d4dcb2c310c1f27fff53f72be7f3cbe263d9', '4b4c353c82fd55b265c08a84efbf80f2e85b2d1208a9a73d561f4c73f9e409ed', '3c9471f72ea0a0dff729b43ac55c347bcc25652b7a0807e379c403899f30d406'),
	(10, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/1004", 1, 2, ""]], "documents": 1}', '{}', 'df093f34a791b03f47b756d11422825e', '50efa05e602d329579567ee00e66f19b3a18773da30c208897adb52300506087', '3c9471f72ea0a0dff729b43ac55c347bcc25652b7a0807e379c403899f30d406', '6a4baa10494965ba0bf5a396dc46002f2cd7eacdb5d52217e6878bc7c6903f0b'),
	(11, '2026-06-15 14:00:00+00', 'builder', 'documents.taken_over', 'company', 1, 1, NULL, '{"batches": [[1, "builder/1005", 1, 2, ""]], "documents": 1}', '{}', 'd9da0ba0cf7b9902790f72bb6d30488a', 'b1b0703ab796e09f218149f07fcc28f90ba254273581bca9ba85387c1cc9d147', '6a4baa10494965ba0bf5a396dc46002f2cd7eacdb5d52217e6878bc7c6903f0b', '1c8e8c394633e971e3f745c7f7aa70d259962b9b857d4866ea6f1353a3636141'),
	(12, '2026-06-15 14:00:00+00', 'erin', 'credit.applied', 'posting', 12, 1, 1, '{"entries": [[10, "USD", 120007], [1, "USD", -100007], [2, "USD", -20000]], "posting_date": "2026-06-15", "policy_version": 0, "applications_sha256": "a28ed04ec4c9f7a3e589a43461e37de996afeb8480cf28aafa4bcebedd41565e"}', '{}', 'c1cbc2b458af6abc08d2a191c02b89f9', 'd2f0f64d0ff94593771e0605046d0a81b21669d83abfc0b68fee4ebabcac0f3b', '1c8e8c394633e971e3f745c7f7aa70d259962b9b857d4866ea6f1353a3636141', 'dd859ea577bf79f4bef1d80863d5e60de645efa9cac5e34ef73b82d946c7ea6c'),
	(13, '2026-06-15 14:00:00+00', 'erin', 'credit.applied', 'posting', 13, 1, 1, '{"entries": [[11, "USD", 50000], [3, "USD", -50000]], "posting_date": "2026-06-15", "policy_version": 0, "applications_sha256": "c136c00c7f766645ea2ac9701f4a62fc25309fb05f0e08eefb58dcdf7052db6d"}', '{}', '542eb3d2290ff8cadec216ccc65200cd', '3ca37a2b7d87816fce47c47194e71724869e998099a70c6e876ceff55e2840ca', 'dd859ea577bf79f4bef1d80863d5e60de645efa9cac5e34ef73b82d946c7ea6c', '1a42594840ebfc39bac6e35bfcd448b7731f5ea93983d57fecc404865c887803'),
	(14, '2026-06-15 14:00:00+00', 'erin', 'posting.reversed', 'posting', 14, 1, 1, '{"entries": [[11, "USD", -50000], [3, "USD", 50000]], "reverses": 13, "posting_date": "2026-06-15", "reversed_kind": "application", "policy_version": 0}', '{"reason": "NSF"}', '75f000de520ddacaf5f1f778184dcecc', '309e205ca5486b972582c6f4a92707a22ab44e4a44c6bd3223887d75926f3003', '1a42594840ebfc39bac6e35bfcd448b7731f5ea93983d57fecc404865c887803', 'c8e94d62bcdf968ec1598933890b00ab594ea40cb0f57ad8269e924eaf4c2a21'),
	(15, '2026-06-15 14:00:00+00', 'erin', 'residual.moved', 'posting', 15, 1, 1, '{"entries": [[4, "USD", -12345], [12, "USD", 12345]], "posting_date": "2026-06-15", "policy_version": 0}', '{"reason": "DM 7"}', 'a471fbd74b2c56878420ce203a62cf65', 'd60c40f996d9453ac8f79ad35f5aaad19f0df5cd0b7cd8a59045a35da4a8e40d', 'c8e94d62bcdf968ec1598933890b00ab594ea40cb0f57ad8269e924eaf4c2a21', '84109c7749d980235fc7f7bc39724dd35645121143562b01095612afcc9179a9'),
	(16, '2026-06-15 14:00:00+00', 'alice', 'item.disputed', 'item', 5, 1, 1, '{"currency": "USD", "before_minor": 0, "disputed_minor": 5000}', '{"reason": "short delivery"}', '80fe129f3fdef4da82636d14c7ee5c86', '843c2392d2beca9d7d68800d881292d59db1e9856d407de960fcfe7daf840424', '84109c7749d980235fc7f7bc39724dd35645121143562b01095612afcc9179a9', '6d35bd501e7329a6ad8742a41baaaf74da13911d415e7329517d2810504e4f1e'),
	(17, '2026-06-15 14:00:00+00', 'carol', 'item.extended', 'item', 6, 1, 1, '{"due_date": "2026-05-31", "extended_date": "2026-07-01"}', '{"reason": "short delivery"}', '295f27cb7d8f208f3956cac827f68d16', '52401e9249cb50d3942941186cd89e335b146757fb1fc77e2d2bab01361da458', '6d35bd501e7329a6ad8742a41baaaf74da13911d415e7329517d2810504e4f1e', 'bd3cf3b39de832dd80284d881a643b68cde9b9429f7d81de0d453d1d070bc217'),
	(18, '2026-06-15 14:00:00+00', 'erin', 'import.received', 'import_file', 1, 1, NULL, '{"size": 436, "sha256": "014f3c5da971bbb5d852468cae2394323ccdd735a01f2e6d333172434a80e9d9"}', '{"name": "items.csv"}', 'fe613345e0352e5e2a24af1bc0392aa3', 'efb881615d9b97c456fa69086d0f24759b2cfc6f121aaa6e0eaae4ef107b4ebd', 'bd3cf3b39de832dd80284d881a643b68cde9b9429f7d81de0d453d1d070bc217', '2b530ebcae27298430f7e039ffafe5b1cb708ee6145d9adfd3ebc3b7df502932'),
	(19, '2026-06-15 14:00:00+00', 'erin', 'import.previewed', 'import_file', 1, 1, NULL, '{"new": 7, "read": 8, "changed": 0, "missing": 0, "refused": 1, "revision": 1, "unchanged": 0}', '{}', '02bb669a2751bc48d58668cb41ad0782', '47aa7b699ceb6ccbee67cdc6750f1d1fada97445a7955666bf03bf842e1d2c38', '2b530ebcae27298430f7e039ffafe5b1cb708ee6145d9adfd3ebc3b7df502932', '67b0b1f88378d0f8952c585dffc6b0004f98a3368b2a11cc36c6af2cb67074f1'),
	(20, '2026-06-15 14:00:00+00', 'erin', 'import.posting', 'import_file', 1, 1, NULL, '{"rows": 7, "sha256": "014f3c5da971bbb5d852468cae2394323ccdd735a01f2e6d333172434a80e9d9", "revision": 1, "companies_made": []}', '{"name": "items.csv"}', '46d92687c06d2f2309e7cd9da1114553', 'dbf1f9726685764d96fbff202da7580ff1d9ca6cfe5fa3a9a4f57ab7a8f24159', '67b0b1f88378d0f8952c585dffc6b0004f98a3368b2a11cc36c6af2cb67074f1', 'ec01feda97745fb66763722600fa971ac5885b8ed71594204503b400431d8226'),
	(21, '2026-06-15 14:00:00+00', 'erin', 'import.chunk_posted', 'import_file', 1, 1, NULL, '{"rows": 7, "batches": [[1, "import/1/00000002", 7, 14, ""]], "to_line": 8, "from_line": 2, "original_minor": {"USD": 280035}}', '{}', '5808d48a33e829a09eae9a79eee88e03', '734908bffc5ba982071a45cbda110d325f286a92269016b725c1ad077cc0c9e1', 'ec01feda97745fb66763722600fa971ac5885b8ed71594204503b400431d8226', '7a8dc644f36d616970d259a58eb9727ff498577723cdb20cc64c89e7178d7443'),
	(22, '2026-06-15 14:00:00+00', 'erin', 'import.posted', 'import_file', 1, 1, NULL, '{"new": 7, "refused": 1, "unchanged": 0}', '{}', 'e6368084ef620f9b2ae71ada1e39c859', '56c2677d772701c4300497515fad6e369d01ab450c6bf1cd0d0440352f7a26a9', '7a8dc644f36d616970d259a58eb9727ff498577723cdb20cc64c89e7178d7443', '1576a4f3b4c62da54912f1e77fdfab9721a7af56e318d524228af75994520292'),
	(23, '2026-06-15 14:00:00+00', 'erin', 'import.received', 'import_file', 2, 1, NULL, '{"size": 443, "sha256": "d97ebbaf695fad5cf60dfa516c5da9ca67aa642d3462bad2e7cd770d53e70fbb"}', '{"name": "items.csv"}', 'f7b6d7f463d624c81ac69d17fb38d336', '90a09473fe335d8f444913256659fb42e1b17426425760e2e3d4902cc988574e', '1576a4f3b4c62da54912f1e77fdfab9721a7af56e318d524228af75994520292', '47669cc04319a8798dd71df2e63cc4cb7625804c6627982e28b543f8fdcda8a6'),
	(24, '2026-06-15 14:00:00+00', 'erin', 'import.previewed', 'import_file', 2, 1, NULL, '{"new": 7, "read": 8, "changed": 0, "missing": 0, "refused": 1, "revision": 1, "unchanged": 0}', '{}', 'e4bbb2322ec0f828c4ce5228a8e6f18d', '53450bdb13e188812c61fea785683068047a15bbe50f845ebe776d8c0f6ecfd8', '47669cc04319a8798dd71df2e63cc4cb7625804c6627982e28b543f8fdcda8a6', 'f0d255d65136ad6936a77771c9e6a050796a7749d5f107ebdedab2d802812d22'),
	(25, '2026-06-15 14:00:00+00', 'erin', 'import.posting', 'import_file', 2, 1, NULL, '{"rows": 7, "sha256": "d97ebbaf695fad5cf60dfa516c5da9ca67aa642d3462bad2e7cd770d53e70fbb", "revision": 1, "companies_made": []}', '{"name": "items.csv"}', 'aff0118d579600becfe560249e3208e3', 'dc485da1732670da84f9ac2454c18445e4bb67aac1f5b0948b5d53b9cd625047', 'f0d255d65136ad6936a77771c9e6a050796a7749d5f107ebdedab2d802812d22', 'd46e7d8456260be903232f99cb04ebfd3b15dda16af8cb2160e3d12077700373'),
	(26, '2026-06-15 14:00:00+00', 'erin', 'import.chunk_posted', 'import_file', 2, 1, NULL, '{"rows": 7, "batches": [[1, "import/2/00000002", 7, 14, ""]], "to_line": 8, "from_line": 2, "original_minor": {"USD": 280035}}', '{}', '90f14f69b7667011a4e0115c51b2e610', '209abbc06ff91cb0cd8d278e098641cf60f3b0a1fbd327e641e78b64885e78cf', 'd46e7d8456260be903232f99cb04ebfd3b15dda16af8cb2160e3d12077700373', '60b6eccb52b0fa13dd84d1ebe1c189f08c1ffb6c2e53a137d18ffcb7ec76d54f'),
	(27, '2026-06-15 14:00:00+00', 'erin', 'import.posted', 'import_file', 2, 1, NULL, '{"new": 7, "refused": 1, "unchanged": 0}', '{}', '16b848ba1bf811dbaa47a5021411d1d8', '6a3863ebf9a1ea0a9c251422ea981d0c3e73f329c68e079df865d3b5cbfa7fd7', '60b6eccb52b0fa13dd84d1ebe1c189f08c1ffb6c2e53a137d18ffcb7ec76d54f', '457336280118a785aa35fd9b30f51339be10a2886bd2680bf1490194e37243b3'),
	(28, '2026-06-15 14:00:00+00', 'erin', 'import.undoing', 'import_file', 2, 1, NULL, '{"rows": 7, "sha256": "d97ebbaf695fad5cf60dfa516c5da9ca67aa642d3462bad2e7cd770d53e70fbb"}', '{"name": "items.csv", "reason": "wrong month"}', 'a0a1170898b4cea3f53bc5abef563544', 'bac0b4b6321a11bbffb82e4e84eb9be23ba0c09aaf203ec0790b62dcb21ac42d', '457336280118a785aa35fd9b30f51339be10a2886bd2680bf1490194e37243b3', 'c1eb05b481d369b777bfcf549baa24de178c15a9b8275ca3bf07573d6903aae0'),
	(29, '2026-06-15 14:00:00+00', 'erin', 'import.chunk_undone', 'import_file', 2, 1, NULL, '{"chunk": "import/2/00000002", "items": 7, "batches": [[1, "import/2/00000002/undone", 7, 14, ""]], "postings": 7}', '{}', '76007aeb574d4f9735ef5aad445d5ac3', '7ef618df8bcf36428e57c8e4fa04386f7a1adc4e1c160b3a62213349aee4b02b', 'c1eb05b481d369b777bfcf549baa24de178c15a9b8275ca3bf07573d6903aae0', 'e85a4c1996ede237333c653760253c683b2737036a9b2c416b05c686d17316ca'),
	(30, '2026-06-15 14:00:00+00', 'erin', 'import.undone', 'import_file', 2, 1, NULL, '{"rows": 7}', '{}', '31c236b8ce1eec0a54f081ff6a9606b4', 'bc29af6a08ee290b6a86fbae4ae7c29f71d2ebe17a69b9afd2f9d36f1ed7d11b', 'e85a4c1996ede237333c653760253c683b2737036a9b2c416b05c686d17316ca', '569ab5287daaae22eae63a86671693150ba9b71e71febbf925bcfaa33d781fd2'),
	(31, '2026-06-15 14:00:00+00', 'erin', 'import.received', 'import_file', 3, 1, NULL, '{"size": 450, "sha256": "2cca4dee44245773740a283c66403d8934d38ac265b2c6278c8fa3339752749a"}', '{"name": "items.csv"}', '3c662275b4439950821b893bbb1e7ce2', '52f50147bfc0d5157d70f673788ea052a24909574ec00806627f4ab84c0d4223', '569ab5287daaae22eae63a86671693150ba9b71e71febbf925bcfaa33d781fd2', '81cfb9771312760538bdfb60d9658ab61c2e90cc7217c8dbdfd17ab7aa6d8bbf'),
	(32, '2026-06-15 14:00:00+00', 'erin', 'import.previewed', 'import_file', 3, 1, NULL, '{"new": 7, "read": 8, "changed": 0, "missing": 0, "refused": 1, "revision": 1, "unchanged": 0}', '{}', '4d849b6ac4809c8d4e24664c87e26db2', '6f203fed70d1b8e5c8779320880e1ac0669d997e045cefa57d2215cafdacb5f0', '81cfb9771312760538bdfb60d9658ab61c2e90cc7217c8dbdfd17ab7aa6d8bbf', 'f9a57306a3137322b1a05881d868741135eddae1e50d542ee3d0d2739bfa69c9'),
	(33, '2026-06-15 14:00:00+00', 'alice', 'activity.recorded', 'activity', 1, 1, 1, '{"items": [], "channel": "call", "outcome": "spoke", "corrects": null, "direction": "outbound", "visibility": "history"}', '{"note": "Pays on Thursdays"}', '688f4bb0cf8fade10f91146722868f5c', 'f0a193670a5fc7bc6045ffa92f9d0b254fe41cb258bef301d97a8e92b442ece2', 'f9a57306a3137322b1a05881d868741135eddae1e50d542ee3d0d2739bfa69c9', '084bc41fafbf6a6c955f993a184c9f50563cad1733fcc1c689d949cabafb310b'),
	(34, '2026-06-15 14:00:00+00', 'alice', 'tickler.opened', 'tickler', 1, 1, 1, '{"owner": 1, "due_date": "2026-06-18"}', '{"cause": "call again"}', 'f471bc9bc8578e6cce14df674f512616', '59ccacab0816f28e0b3b895fa3f847eb0cd7ae03a43c1b82977ac17f86521658', '084bc41fafbf6a6c955f993a184c9f50563cad1733fcc1c689d949cabafb310b', 'fb7020e0b2079fff14252568fe142bfcf442b365352c25dd77e761feb8ff396d'),
	(35, '2026-06-15 14:00:00+00', 'alice', 'tickler.opened', 'tickler', 2, 1, 1, '{"owner": 1, "due_date": "2026-06-18"}', '{"cause": "call again"}', '2fa830170caa54a3fb85219372f5268c', '0162d593cfacad30ba96e93318cdf660bc2e476495cd3dfe9cfc182ee80ca04f', 'fb7020e0b2079fff14252568fe142bfcf442b365352c25dd77e761feb8ff396d', 'c3e6133e16739f11fb4fe4e42bd9f2471eead8d7aa6dbb4d25564b7463684b9a'),
	(36, '2026-06-15 14:00:00+00', 'alice', 'tickler.snoozed', 'tickler', 2, 1, 1, '{"to_date": "2026-06-24", "to_owner": 1, "from_date": "2026-06-18", "from_owner": 1}', '{"note": "asked for time", "cause": "call again"}', 'ce1b2019a6b7a608b0be5d9610d7ad64', '408baf6e961d1e81c3b1eef5ed4616302488db8c79e3425aa1fbedc51990880b', 'c3e6133e16739f11fb4fe4e42bd9f2471eead8d7aa6dbb4d25564b7463684b9a', 'a5206153bf0a8b625162fde32094373cf5c0c7b49b0b7dfd216b9bd5ba5a7e12'),
	(37, '2026-06-15 14:00:00+00', 'erin', 'token.made', 'api_token', 1, NULL, NULL, '{"user": 5, "scope": "write", "expires_at": "2026-07-15T14:00:00+00:00"}', '{"name": "program"}', 'a638acfce8e53c6b6b816cfc8318e0a3', '10ccdcb412374d61dd7a96f1ba5cfddd909bd4ad6e5e207bf6da82b77c54e547', 'a5206153bf0a8b625162fde32094373cf5c0c7b49b0b7dfd216b9bd5ba5a7e12', '895b6a620888858e04e66fe53dc715cb066968f4761fc918860573e6517bfe28'),
	(38, '2026-06-15 14:00:00+00', 'dave', 'period.closed', 'period', 1, 1, NULL, '{"last_day": "2026-03-31", "first_day": "2026-03-01"}', '{}', 'f53a8a81aa661fbc6a42679e043695b9', '64fd1769c78f210ca724d8a98150f4110b1b4ad79c4ec8e6a911ec777778a61d', '895b6a620888858e04e66fe53dc715cb066968f4761fc918860573e6517bfe28', '38aa166c63417c3a016631adf03f57b948ca5786890d0b4c258332e2570ed6e1'),
	(39, '2026-06-15 14:00:00+00', 'machine', 'nightly.finished', 'nightly_run', 1, NULL, NULL, '{"broken": 0, "business_date": "2026-06-15"}', '{}', '111f23e21656c84a4dc609607f10fcb2', '1ffcba2a46c9268b2f280dfde6b666f76809c16eab17aedbc9853cf3a6458368', '38aa166c63417c3a016631adf03f57b948ca5786890d0b4c258332e2570ed6e1', 'ea4a5f140ae44a6ab982cbb19320bcfac1707eaf05ac9cb463b1d888b14cfc73');
INSERT INTO public.journal_journalhead VALUES
	(1, 39, 'ea4a5f140ae44a6ab982cbb19320bcfac1707eaf05ac9cb463b1d888b14cfc73');
INSERT INTO public.nightly_nightlyrun VALUES
	(1, '2026-06-15', '2026-06-15 14:00:00+00', '2026-06-15 14:00:00+00', '{"prove_books": {"result": "proved", "seconds": 0.44}, "clear_outbox": {"result": "0 old messages removed", "seconds": 0.01}, "rank_accounts": {"result": "5 accounts written", "seconds": 0.77}, "anchor_journal": {"result": "anchored at entry 38", "seconds": 0.0}, "clear_sessions": {"result": "ended sessions removed", "seconds": 0.02}, "roll_positions": {"result": "0 customers rolled", "seconds": 0.03}}', '[]');
INSERT INTO public.parties_apitoken VALUES
	(1, 'program', 'daef84282f77728016ad2515167d32641d6003d81f860f2d7c091a468ddcc339', 'write', '2026-06-15 14:00:00+00', '2026-07-15 14:00:00+00', NULL, 5);
INSERT INTO public.parties_company VALUES
	(1, 'NL', 'Northlight Supply', 'USD', 'US', 'America/New_York', 'shadow'),
	(2, 'SW', 'Southwind Trading', 'USD', 'US', 'America/New_York', 'shadow');
INSERT INTO public.parties_customer VALUES
	(1, '1001', 'Acme Camera', 'acme camera', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, 7, 1, ''),
	(2, '1002', 'Zenith Optics', 'zenith optics', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, NULL, NULL, ''),
	(3, '1003', 'Foreign Retail', 'foreign retail', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 2, NULL, NULL, NULL, 2, ''),
	(4, 'K0', 'Kept 0', 'kept 0', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, NULL, NULL, ''),
	(5, 'K1', 'Kept 1', 'kept 1', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, NULL, NULL, ''),
	(6, 'K2', 'Kept 2', 'kept 2', 'active', '', 'B', 'medium', 'USD', '', NULL, 'en', 'America/New_York', '', '', '', '', '', '', '', NULL, false, 1, NULL, NULL, NULL, NULL, '');
INSERT INTO public.parties_portfolio VALUES
	(1, 'A–M', 1, 1, 2),
	(2, 'Southwind', 2, 11, 11);
INSERT INTO public.parties_user VALUES
	(1, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'alice', 'Alice', '', '', false, true, '2026-11-29 13:46:12.507273+00', 'rep', 'America/New_York', 'en'),
	(2, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'bob', 'Bob', '', '', false, true, '2026-11-29 13:46:12.507356+00', 'supervisor', 'America/New_York', 'en'),
	(3, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'carol', 'Carol', '', '', false, true, '2026-11-29 13:46:12.507374+00', 'credit_manager', 'America/New_York', 'en'),
	(4, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'dave', 'Dave', '', '', false, true, '2026-11-29 13:46:12.507435+00', 'controller', 'America/New_York', 'en'),
	(5, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'erin', 'Erin', '', '', false, true, '2026-11-29 13:46:12.507455+00', 'cash_applicator', 'America/New_York', 'en'),
	(6, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'fay', 'Fay', '', '', false, true, '2026-11-29 13:46:12.507471+00', 'deduction_analyst', 'America/New_York', 'en'),
	(7, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'sam', 'Sam', '', '', false, true, '2026-11-29 13:46:12.50753+00', 'sales', 'America/New_York', 'en'),
	(8, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'olga', 'Olga', '', '', false, true, '2026-11-29 13:46:12.507547+00', 'other_department', 'America/New_York', 'en'),
	(9, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'audrey', 'Audrey', '', '', false, true, '2026-11-29 13:46:12.507562+00', 'auditor', 'America/New_York', 'en'),
	(10, 'argon2$argon2id$v=19$m=102400,t=2,p=8$MkpSMThlZUtTZ1h2R2tqQnVaNjhyMg$WsxXOtDppZXSMQI/ZzFndRToU5OTIcLzTIAv1dNmeAI', NULL, false, 'adam', 'Adam', '', '', false, true, '2026-11-29 13:46:12.507619+00', 'administrator', 'America/New_York', 'en'),
	(11, 'argon2$argon2id$v=19$m=102400,t=2,p=8$Nk1LcnBZZ2NhaFUxUmFzenU5YUpkYw$p9xWflwjoRKzO8QB9K53lykaUY49ebLNZXKYCUCxxhQ', NULL, false, 'charlie', 'Charlie', '', '', false, true, '2026-11-29 13:46:13.546121+00', 'rep', 'America/New_York', 'en');
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
SELECT pg_catalog.setval('public.auth_permission_id_seq', 204, true);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 51, true);
SELECT pg_catalog.setval('public.django_migrations_id_seq', 50, true);
SELECT pg_catalog.setval('public.exports_export_id_seq', 1, false);
SELECT pg_catalog.setval('public.exports_exportpart_id_seq', 1, false);
SELECT pg_catalog.setval('public.followup_activity_id_seq', 1, true);
SELECT pg_catalog.setval('public.followup_document_id_seq', 1, false);
SELECT pg_catalog.setval('public.followup_exceptiondecision_id_seq', 1, false);
SELECT pg_catalog.setval('public.followup_exceptionrow_id_seq', 1, false);
SELECT pg_catalog.setval('public.followup_tickler_id_seq', 2, true);
SELECT pg_catalog.setval('public.followup_ticklermove_id_seq', 1, true);
SELECT pg_catalog.setval('public.followup_worklistrow_id_seq', 6, true);
SELECT pg_catalog.setval('public.intake_decidednumber_id_seq', 1, false);
SELECT pg_catalog.setval('public.intake_erpbalance_id_seq', 1, false);
SELECT pg_catalog.setval('public.intake_filepart_id_seq', 3, true);
SELECT pg_catalog.setval('public.intake_importfile_companies_id_seq', 3, true);
SELECT pg_catalog.setval('public.intake_importfile_id_seq', 3, true);
SELECT pg_catalog.setval('public.intake_importprofile_id_seq', 1, false);
SELECT pg_catalog.setval('public.intake_stagedrow_id_seq', 24, true);
SELECT pg_catalog.setval('public.mfa_authenticator_id_seq', 1, false);
SELECT pg_catalog.setval('public.nightly_nightlyrun_id_seq', 1, true);
SELECT pg_catalog.setval('public.outbound_deliveryattempt_id_seq', 1, false);
SELECT pg_catalog.setval('public.outbound_outboxmessage_id_seq', 1, false);
SELECT pg_catalog.setval('public.outbound_webhooksubscription_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_absence_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_apitoken_id_seq', 1, true);
SELECT pg_catalog.setval('public.parties_calendarkey_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_company_id_seq', 2, true);
SELECT pg_catalog.setval('public.parties_contact_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_customer_id_seq', 6, true);
SELECT pg_catalog.setval('public.parties_exchangerate_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_portfolio_id_seq', 2, true);
SELECT pg_catalog.setval('public.parties_portfoliorule_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_price_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_user_companies_id_seq', 11, true);
SELECT pg_catalog.setval('public.parties_user_groups_id_seq', 1, false);
SELECT pg_catalog.setval('public.parties_user_id_seq', 11, true);
SELECT pg_catalog.setval('public.parties_user_user_permissions_id_seq', 1, false);
SELECT pg_catalog.setval('public.policy_policydraft_id_seq', 1, false);
SELECT pg_catalog.setval('public.policy_policydraft_writers_id_seq', 1, false);
SELECT pg_catalog.setval('public.policy_policyversion_id_seq', 1, false);
SELECT pg_catalog.setval('public.receivables_application_id_seq', 3, true);
SELECT pg_catalog.setval('public.receivables_entry_id_seq', 73, true);
SELECT pg_catalog.setval('public.receivables_erpanswer_id_seq', 1, false);
SELECT pg_catalog.setval('public.receivables_extension_id_seq', 1, true);
SELECT pg_catalog.setval('public.receivables_openitem_id_seq', 26, true);
SELECT pg_catalog.setval('public.receivables_period_id_seq', 1, true);
SELECT pg_catalog.setval('public.receivables_position_id_seq', 25, true);
SELECT pg_catalog.setval('public.receivables_posting_id_seq', 36, true);
SELECT pg_catalog.setval('public.receivables_postingstop_id_seq', 1, false);
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
ALTER TABLE ONLY public.intake_decidednumber
    ADD CONSTRAINT decided_number_once UNIQUE (company_id, number);
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
ALTER TABLE ONLY public.exports_exportpart
    ADD CONSTRAINT export_part_once UNIQUE (export_id, is_file, "position");
ALTER TABLE ONLY public.exports_export
    ADD CONSTRAINT exports_export_key_key UNIQUE (key);
ALTER TABLE ONLY public.exports_export
    ADD CONSTRAINT exports_export_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.exports_exportpart
    ADD CONSTRAINT exports_exportpart_pkey PRIMARY KEY (id);
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
ALTER TABLE ONLY public.intake_importprofile
    ADD CONSTRAINT import_profile_header_once UNIQUE (company_id, fingerprint);
ALTER TABLE ONLY public.intake_importprofile
    ADD CONSTRAINT import_profile_name_once UNIQUE (company_id, name);
ALTER TABLE ONLY public.intake_decidednumber
    ADD CONSTRAINT intake_decidednumber_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_erpbalance
    ADD CONSTRAINT intake_erpbalance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_filepart
    ADD CONSTRAINT intake_filepart_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_importfile_companies
    ADD CONSTRAINT intake_importfile_compan_importfile_id_company_id_ceeefa62_uniq UNIQUE (importfile_id, company_id);
ALTER TABLE ONLY public.intake_importfile_companies
    ADD CONSTRAINT intake_importfile_companies_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_importfile
    ADD CONSTRAINT intake_importfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.intake_importfile
    ADD CONSTRAINT intake_importfile_source_key_key UNIQUE (source_key);
ALTER TABLE ONLY public.intake_importprofile
    ADD CONSTRAINT intake_importprofile_pkey PRIMARY KEY (id);
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
ALTER TABLE ONLY public.outbound_deliveryattempt
    ADD CONSTRAINT outbound_deliveryattempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbound_outboxmessage
    ADD CONSTRAINT outbound_outboxmessage_key_key UNIQUE (key);
ALTER TABLE ONLY public.outbound_outboxmessage
    ADD CONSTRAINT outbound_outboxmessage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbound_webhooksubscription
    ADD CONSTRAINT outbound_webhooksubscription_key_key UNIQUE (key);
ALTER TABLE ONLY public.outbound_webhooksubscription
    ADD CONSTRAINT outbound_webhooksubscription_pkey PRIMARY KEY (id);
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
ALTER TABLE ONLY public.parties_price
    ADD CONSTRAINT parties_price_pkey PRIMARY KEY (id);
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
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_adopted_id_key UNIQUE (adopted_id);
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_key_key UNIQUE (key);
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policy_policydraft_writers
    ADD CONSTRAINT policy_policydraft_writers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policy_policydraft_writers
    ADD CONSTRAINT policy_policydraft_writers_policydraft_id_user_id_403446bb_uniq UNIQUE (policydraft_id, user_id);
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
ALTER TABLE ONLY public.receivables_erpanswer
    ADD CONSTRAINT receivables_erpanswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receivables_erpanswer
    ADD CONSTRAINT receivables_erpanswer_posting_id_key UNIQUE (posting_id);
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
ALTER TABLE ONLY public.receivables_postingstop
    ADD CONSTRAINT receivables_postingstop_pkey PRIMARY KEY (id);
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
CREATE INDEX erp_answer_document ON public.receivables_erpanswer USING btree (erp_document) WHERE (NOT ((erp_document)::text = ''::text));
CREATE INDEX erp_balance_of_a_day ON public.intake_erpbalance USING btree (company_id, currency, as_of);
CREATE INDEX exception_company ON public.followup_exceptionrow USING btree (company_id, oldest_due_date, customer_id, currency);
CREATE INDEX exception_portfolio ON public.followup_exceptionrow USING btree (portfolio_id);
CREATE INDEX export_age ON public.exports_export USING btree (asked_at);
CREATE INDEX export_at_work ON public.exports_export USING btree (id) WHERE ((state)::text = ANY ((ARRAY['reading'::character varying, 'writing'::character varying])::text[]));
CREATE INDEX export_of_user ON public.exports_export USING btree (user_id, id DESC);
CREATE INDEX exports_export_key_b4f2814b_like ON public.exports_export USING btree (key varchar_pattern_ops);
CREATE INDEX exports_export_user_id_667d37db ON public.exports_export USING btree (user_id);
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
CREATE INDEX import_file_lists ON public.intake_importfile USING btree (company_id, as_of DESC) WHERE is_list;
CREATE UNIQUE INDEX import_file_once ON public.intake_importfile USING btree (sha256, company_id) WHERE ((state)::text = ANY ((ARRAY['received'::character varying, 'previewed'::character varying, 'posting'::character varying, 'posted'::character varying, 'undoing'::character varying])::text[]));
CREATE INDEX intake_decidednumber_company_id_5cc05bc7 ON public.intake_decidednumber USING btree (company_id);
CREATE INDEX intake_decidednumber_customer_id_e59a238b ON public.intake_decidednumber USING btree (customer_id);
CREATE INDEX intake_erpbalance_company_id_6b74b134 ON public.intake_erpbalance USING btree (company_id);
CREATE INDEX intake_filepart_file_id_593e4aa4 ON public.intake_filepart USING btree (file_id);
CREATE INDEX intake_importfile_companies_company_id_3ffbf7c5 ON public.intake_importfile_companies USING btree (company_id);
CREATE INDEX intake_importfile_companies_importfile_id_05793fec ON public.intake_importfile_companies USING btree (importfile_id);
CREATE INDEX intake_importfile_company_id_b974623b ON public.intake_importfile USING btree (company_id);
CREATE INDEX intake_importfile_corrects_id_cee82080 ON public.intake_importfile USING btree (corrects_id);
CREATE INDEX intake_importfile_source_key_b48c202e_like ON public.intake_importfile USING btree (source_key varchar_pattern_ops);
CREATE INDEX intake_importprofile_company_id_55366fe1 ON public.intake_importprofile USING btree (company_id);
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
CREATE INDEX message_by_state ON public.outbound_outboxmessage USING btree (subscription_id, state, id);
CREATE INDEX message_newest ON public.outbound_outboxmessage USING btree (subscription_id, id DESC);
CREATE UNIQUE INDEX message_once_per_entry ON public.outbound_outboxmessage USING btree (subscription_id, seq) WHERE (seq IS NOT NULL);
CREATE INDEX message_settled ON public.outbound_outboxmessage USING btree (settled_at) WHERE (settled_at IS NOT NULL);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE UNIQUE INDEX one_calendar_key_counts ON public.parties_calendarkey USING btree (user_id) WHERE (revoked_at IS NULL);
CREATE INDEX outbound_deliveryattempt_message_id_f56a61fa ON public.outbound_deliveryattempt USING btree (message_id);
CREATE INDEX outbound_outboxmessage_key_975b0235_like ON public.outbound_outboxmessage USING btree (key varchar_pattern_ops);
CREATE INDEX outbound_outboxmessage_subscription_id_0f82ec5b ON public.outbound_outboxmessage USING btree (subscription_id);
CREATE INDEX outbound_webhooksubscription_key_d4a89614_like ON public.outbound_webhooksubscription USING btree (key varchar_pattern_ops);
CREATE INDEX outbound_webhooksubscription_owner_id_5ea35f29 ON public.outbound_webhooksubscription USING btree (owner_id);
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
CREATE INDEX parties_price_company_id_1a1751f3 ON public.parties_price USING btree (company_id);
CREATE INDEX parties_price_customer_id_6a051dbb ON public.parties_price USING btree (customer_id);
CREATE INDEX parties_user_companies_company_id_3ba5536f ON public.parties_user_companies USING btree (company_id);
CREATE INDEX parties_user_companies_user_id_602b75a4 ON public.parties_user_companies USING btree (user_id);
CREATE INDEX parties_user_groups_group_id_3df3de0e ON public.parties_user_groups USING btree (group_id);
CREATE INDEX parties_user_groups_user_id_412e02e6 ON public.parties_user_groups USING btree (user_id);
CREATE INDEX parties_user_user_permissions_permission_id_02df798e ON public.parties_user_user_permissions USING btree (permission_id);
CREATE INDEX parties_user_user_permissions_user_id_7c8f8dc3 ON public.parties_user_user_permissions USING btree (user_id);
CREATE INDEX parties_user_username_1ac0219d_like ON public.parties_user USING btree (username varchar_pattern_ops);
CREATE INDEX policy_in_force ON public.policy_policyversion USING btree (company_id, effective_from DESC, number DESC);
CREATE INDEX policy_policydraft_author_id_c59bbe4c ON public.policy_policydraft USING btree (author_id);
CREATE INDEX policy_policydraft_changed_by_id_cb229a48 ON public.policy_policydraft USING btree (changed_by_id);
CREATE INDEX policy_policydraft_company_id_b31e0fec ON public.policy_policydraft USING btree (company_id);
CREATE INDEX policy_policydraft_decided_by_id_84b7a737 ON public.policy_policydraft USING btree (decided_by_id);
CREATE INDEX policy_policydraft_key_6d53327c_like ON public.policy_policydraft USING btree (key varchar_pattern_ops);
CREATE INDEX policy_policydraft_submitted_by_id_178cfce0 ON public.policy_policydraft USING btree (submitted_by_id);
CREATE INDEX policy_policydraft_writers_policydraft_id_ec6c906d ON public.policy_policydraft_writers USING btree (policydraft_id);
CREATE INDEX policy_policydraft_writers_user_id_57fc3f95 ON public.policy_policydraft_writers USING btree (user_id);
CREATE INDEX policy_policyversion_company_id_e4aa61e8 ON public.policy_policyversion USING btree (company_id);
CREATE INDEX position_company ON public.receivables_position USING btree (company_id, currency);
CREATE INDEX position_next_edge ON public.receivables_position USING btree (next_edge_date);
CREATE INDEX position_past_due ON public.receivables_position USING btree (currency, past_due_minor DESC, customer_id);
CREATE INDEX posting_batch ON public.receivables_posting USING btree (batch);
CREATE INDEX posting_by_date ON public.receivables_posting USING btree (company_id, posting_date);
CREATE INDEX posting_import ON public.receivables_posting USING btree (import_file_id) WHERE (import_file_id IS NOT NULL);
CREATE INDEX posting_own_acts ON public.receivables_posting USING btree (company_id, id) WHERE (((batch)::text = ''::text) AND ((kind)::text = ANY ((ARRAY['application'::character varying, 'discount'::character varying, 'adjustment'::character varying, 'transfer'::character varying, 'reversal'::character varying])::text[])));
CREATE UNIQUE INDEX price_of_customer_once ON public.parties_price USING btree (customer_id, item_number, unit, currency, valid_from) WHERE (customer_id IS NOT NULL);
CREATE INDEX price_of_item ON public.parties_price USING btree (company_id, item_number, valid_from);
CREATE UNIQUE INDEX price_of_list_once ON public.parties_price USING btree (company_id, price_list, item_number, unit, currency, valid_from) WHERE (customer_id IS NULL);
CREATE INDEX receivables_application_credit_item_id_5df886d1 ON public.receivables_application USING btree (credit_item_id);
CREATE INDEX receivables_application_customer_id_c035c4d0 ON public.receivables_application USING btree (customer_id);
CREATE INDEX receivables_application_debit_item_id_33e23d91 ON public.receivables_application USING btree (debit_item_id);
CREATE INDEX receivables_application_posting_id_c843be00 ON public.receivables_application USING btree (posting_id);
CREATE INDEX receivables_extension_item_id_0d5b83aa ON public.receivables_extension USING btree (item_id);
CREATE INDEX receivables_postingstop_company_id_a90cfe4d ON public.receivables_postingstop USING btree (company_id);
CREATE INDEX receivables_postingstop_customer_id_87dc1068 ON public.receivables_postingstop USING btree (customer_id);
CREATE INDEX staged_by_verdict ON public.intake_stagedrow USING btree (file_id, verdict, line);
CREATE INDEX staged_with_record ON public.intake_stagedrow USING btree (file_id, line) WHERE (record_id IS NOT NULL);
CREATE UNIQUE INDEX stop_fact_once ON public.receivables_postingstop USING btree (fact) WHERE (lifted_at IS NULL);
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
CREATE TRIGGER policy_draft_final BEFORE UPDATE ON public.policy_policydraft FOR EACH ROW EXECUTE FUNCTION public.policy_draft_final();
CREATE TRIGGER policy_draft_kept BEFORE DELETE ON public.policy_policydraft FOR EACH ROW EXECUTE FUNCTION public.policy_draft_kept();
CREATE TRIGGER policy_policyversion_no_delete BEFORE DELETE ON public.policy_policyversion FOR EACH ROW EXECUTE FUNCTION public.policy_policyversion_no_delete();
CREATE TRIGGER policy_policyversion_no_update BEFORE UPDATE ON public.policy_policyversion FOR EACH ROW EXECUTE FUNCTION public.policy_policyversion_no_update();
CREATE TRIGGER receivables_application_no_delete BEFORE DELETE ON public.receivables_application FOR EACH ROW EXECUTE FUNCTION public.receivables_application_no_delete();
CREATE TRIGGER receivables_application_no_update BEFORE UPDATE ON public.receivables_application FOR EACH ROW EXECUTE FUNCTION public.receivables_application_no_update();
CREATE TRIGGER receivables_entry_no_delete BEFORE DELETE ON public.receivables_entry FOR EACH ROW EXECUTE FUNCTION public.receivables_entry_no_delete();
CREATE TRIGGER receivables_entry_no_update BEFORE UPDATE ON public.receivables_entry FOR EACH ROW EXECUTE FUNCTION public.receivables_entry_no_update();
CREATE TRIGGER receivables_entry_of_its_posting BEFORE INSERT ON public.receivables_entry FOR EACH ROW EXECUTE FUNCTION public.receivables_entry_of_its_posting();
CREATE TRIGGER receivables_erpanswer_no_delete BEFORE DELETE ON public.receivables_erpanswer FOR EACH ROW EXECUTE FUNCTION public.receivables_erpanswer_no_delete();
CREATE TRIGGER receivables_erpanswer_no_update BEFORE UPDATE ON public.receivables_erpanswer FOR EACH ROW EXECUTE FUNCTION public.receivables_erpanswer_no_update();
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
CREATE TRIGGER receivables_postingstop_fixed BEFORE UPDATE ON public.receivables_postingstop FOR EACH ROW EXECUTE FUNCTION public.receivables_postingstop_fixed();
CREATE TRIGGER receivables_postingstop_no_delete BEFORE DELETE ON public.receivables_postingstop FOR EACH ROW EXECUTE FUNCTION public.receivables_postingstop_no_delete();
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
ALTER TABLE ONLY public.exports_export
    ADD CONSTRAINT exports_export_user_id_667d37db_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.exports_exportpart
    ADD CONSTRAINT exports_exportpart_export_id_01f42635_fk_exports_export_id FOREIGN KEY (export_id) REFERENCES public.exports_export(id) DEFERRABLE INITIALLY DEFERRED;
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
ALTER TABLE ONLY public.intake_decidednumber
    ADD CONSTRAINT intake_decidednumber_company_id_5cc05bc7_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_decidednumber
    ADD CONSTRAINT intake_decidednumber_customer_id_e59a238b_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_erpbalance
    ADD CONSTRAINT intake_erpbalance_company_id_6b74b134_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_filepart
    ADD CONSTRAINT intake_filepart_file_id_593e4aa4_fk_intake_importfile_id FOREIGN KEY (file_id) REFERENCES public.intake_importfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_importfile_companies
    ADD CONSTRAINT intake_importfile_co_company_id_3ffbf7c5_fk_parties_c FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_importfile_companies
    ADD CONSTRAINT intake_importfile_co_importfile_id_05793fec_fk_intake_im FOREIGN KEY (importfile_id) REFERENCES public.intake_importfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_importfile
    ADD CONSTRAINT intake_importfile_company_id_b974623b_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_importfile
    ADD CONSTRAINT intake_importfile_corrects_id_cee82080_fk_intake_importfile_id FOREIGN KEY (corrects_id) REFERENCES public.intake_importfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_importprofile
    ADD CONSTRAINT intake_importprofile_company_id_55366fe1_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.intake_stagedrow
    ADD CONSTRAINT intake_stagedrow_file_id_5066bc3b_fk_intake_importfile_id FOREIGN KEY (file_id) REFERENCES public.intake_importfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.outbound_deliveryattempt
    ADD CONSTRAINT outbound_deliveryatt_message_id_f56a61fa_fk_outbound_ FOREIGN KEY (message_id) REFERENCES public.outbound_outboxmessage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.outbound_outboxmessage
    ADD CONSTRAINT outbound_outboxmessa_subscription_id_0f82ec5b_fk_outbound_ FOREIGN KEY (subscription_id) REFERENCES public.outbound_webhooksubscription(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.outbound_webhooksubscription
    ADD CONSTRAINT outbound_webhooksubs_owner_id_5ea35f29_fk_parties_u FOREIGN KEY (owner_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
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
ALTER TABLE ONLY public.parties_price
    ADD CONSTRAINT parties_price_company_id_1a1751f3_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.parties_price
    ADD CONSTRAINT parties_price_customer_id_6a051dbb_fk_parties_customer_id FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
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
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_adopted_id_a5d269fd_fk_policy_po FOREIGN KEY (adopted_id) REFERENCES public.policy_policyversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_author_id_c59bbe4c_fk_parties_user_id FOREIGN KEY (author_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_changed_by_id_cb229a48_fk_parties_user_id FOREIGN KEY (changed_by_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_company_id_b31e0fec_fk_parties_company_id FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_decided_by_id_84b7a737_fk_parties_user_id FOREIGN KEY (decided_by_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policy_policydraft
    ADD CONSTRAINT policy_policydraft_submitted_by_id_178cfce0_fk_parties_user_id FOREIGN KEY (submitted_by_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policy_policydraft_writers
    ADD CONSTRAINT policy_policydraft_w_policydraft_id_ec6c906d_fk_policy_po FOREIGN KEY (policydraft_id) REFERENCES public.policy_policydraft(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.policy_policydraft_writers
    ADD CONSTRAINT policy_policydraft_writers_user_id_57fc3f95_fk_parties_user_id FOREIGN KEY (user_id) REFERENCES public.parties_user(id) DEFERRABLE INITIALLY DEFERRED;
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
ALTER TABLE ONLY public.receivables_erpanswer
    ADD CONSTRAINT receivables_erpanswe_posting_id_8db6c463_fk_receivabl FOREIGN KEY (posting_id) REFERENCES public.receivables_posting(id) DEFERRABLE INITIALLY DEFERRED;
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
ALTER TABLE ONLY public.receivables_postingstop
    ADD CONSTRAINT receivables_postings_company_id_a90cfe4d_fk_parties_c FOREIGN KEY (company_id) REFERENCES public.parties_company(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.receivables_postingstop
    ADD CONSTRAINT receivables_postings_customer_id_87dc1068_fk_parties_c FOREIGN KEY (customer_id) REFERENCES public.parties_customer(id) DEFERRABLE INITIALLY DEFERRED;
