"""Guard what must not change, and give the API and the workers narrower roles."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"

# The API may do everything with the domain's rows except rewrite history.
# Workers never see a credential: they may only clear away expired ones.
_GRANT = """
CREATE FUNCTION roadreel_grant() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    role_name text;
    name text;
    credentials text[] := ARRAY['agent', 'client_key', 'session', 'access_token', 'refresh_token', 'challenge',
        'handoff_code', 'playback_token', 'idempotency_key', 'limit_counter'];
    history text[] := ARRAY['audit_entry', 'event'];
BEGIN
    FOREACH role_name IN ARRAY ARRAY['roadreel_api', 'roadreel_worker'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            RAISE NOTICE 'role % is missing: this login may not create roles', role_name;
            CONTINUE;
        END IF;
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('REVOKE ALL ON %I FROM %I', name, role_name);
            IF name = 'alembic_version' THEN
                EXECUTE format('GRANT SELECT ON %I TO %I', name, role_name);
            ELSIF name = ANY (history) THEN
                EXECUTE format('GRANT SELECT, INSERT ON %I TO %I', name, role_name);
            ELSIF role_name = 'roadreel_worker' AND name = ANY (credentials) THEN
                IF EXISTS (SELECT FROM information_schema.columns
                           WHERE table_schema = 'public' AND table_name = name AND column_name = 'expires_at') THEN
                    EXECUTE format('GRANT SELECT (expires_at), DELETE ON %I TO %I', name, role_name);
                END IF;
            ELSE
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', name, role_name);
            END IF;
        END LOOP;
        EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO %I', role_name);
    END LOOP;
END $$
"""

_ROLES = """
DO $$
DECLARE role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['roadreel_api', 'roadreel_worker'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
            END IF;
            IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
                EXECUTE format('GRANT %I TO CURRENT_USER', role_name);
            END IF;
        EXCEPTION
            WHEN insufficient_privilege THEN RAISE NOTICE 'this login may not create the role %', role_name;
            -- Roles belong to the whole server: another database may be making the same one right now.
            WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END LOOP;
END $$
"""

_HISTORY = """
CREATE FUNCTION roadreel_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted; add a correction', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    op.execute(sa.text(_ROLES))
    op.execute(sa.text(_GRANT))
    op.execute(sa.text(_HISTORY))
    for table in ("event", "audit_entry"):
        op.execute(
            f"CREATE TRIGGER {table}_stands BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION roadreel_history_stands()"
        )


def downgrade() -> None:
    # The roles stay: other databases of this server may use them.
    for table in ("event", "audit_entry"):
        op.execute(f"DROP TRIGGER {table}_stands ON {table}")
    op.execute("DROP FUNCTION roadreel_history_stands()")
    op.execute("DROP FUNCTION roadreel_grant()")
