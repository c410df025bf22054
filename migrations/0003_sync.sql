-- What sync needs: the change number and the soft delete on every table, the linear history of
-- accepted pushes, the key slots, the journal of conflicts and the tokens of devices.
-- Exactly one index per table, (userId, rev): D1 bills a written row per index.

ALTER TABLE users ADD COLUMN deletedAt TEXT;
ALTER TABLE users ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS users_rev ON users (userId, rev);

ALTER TABLE user_profiles ADD COLUMN deletedAt TEXT;
ALTER TABLE user_profiles ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS user_profiles_rev ON user_profiles (userId, rev);

ALTER TABLE dashboards ADD COLUMN deletedAt TEXT;
ALTER TABLE dashboards ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS dashboards_rev ON dashboards (userId, rev);

ALTER TABLE widgets ADD COLUMN deletedAt TEXT;
ALTER TABLE widgets ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS widgets_rev ON widgets (userId, rev);

ALTER TABLE sessions ADD COLUMN deletedAt TEXT;
ALTER TABLE sessions ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS sessions_rev ON sessions (userId, rev);

ALTER TABLE inventory ADD COLUMN deletedAt TEXT;
ALTER TABLE inventory ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS inventory_rev ON inventory (userId, rev);

ALTER TABLE strains ADD COLUMN deletedAt TEXT;
ALTER TABLE strains ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS strains_rev ON strains (userId, rev);

ALTER TABLE session_moods ADD COLUMN deletedAt TEXT;
ALTER TABLE session_moods ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS session_moods_rev ON session_moods (userId, rev);

ALTER TABLE medical_symptoms ADD COLUMN deletedAt TEXT;
ALTER TABLE medical_symptoms ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS medical_symptoms_rev ON medical_symptoms (userId, rev);

ALTER TABLE product_catalog ADD COLUMN deletedAt TEXT;
ALTER TABLE product_catalog ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS product_catalog_rev ON product_catalog (userId, rev);

ALTER TABLE dispensaries ADD COLUMN deletedAt TEXT;
ALTER TABLE dispensaries ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS dispensaries_rev ON dispensaries (userId, rev);

ALTER TABLE journal_entries ADD COLUMN deletedAt TEXT;
ALTER TABLE journal_entries ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS journal_entries_rev ON journal_entries (userId, rev);

ALTER TABLE user_connections ADD COLUMN deletedAt TEXT;
ALTER TABLE user_connections ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS user_connections_rev ON user_connections (userId, rev);

ALTER TABLE shared_content ADD COLUMN deletedAt TEXT;
ALTER TABLE shared_content ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS shared_content_rev ON shared_content (userId, rev);

ALTER TABLE goals ADD COLUMN deletedAt TEXT;
ALTER TABLE goals ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS goals_rev ON goals (userId, rev);

ALTER TABLE stock_moves ADD COLUMN deletedAt TEXT;
ALTER TABLE stock_moves ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS stock_moves_rev ON stock_moves (userId, rev);

ALTER TABLE custom_units ADD COLUMN deletedAt TEXT;
ALTER TABLE custom_units ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS custom_units_rev ON custom_units (userId, rev);

ALTER TABLE presets ADD COLUMN deletedAt TEXT;
ALTER TABLE presets ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS presets_rev ON presets (userId, rev);

ALTER TABLE trials ADD COLUMN deletedAt TEXT;
ALTER TABLE trials ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS trials_rev ON trials (userId, rev);

ALTER TABLE trial_slots ADD COLUMN deletedAt TEXT;
ALTER TABLE trial_slots ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS trial_slots_rev ON trial_slots (userId, rev);

ALTER TABLE tracked_symptoms ADD COLUMN deletedAt TEXT;
ALTER TABLE tracked_symptoms ADD COLUMN rev INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS tracked_symptoms_rev ON tracked_symptoms (userId, rev);

CREATE TABLE IF NOT EXISTS sync_conflicts (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  tableName TEXT NOT NULL,
  rowId TEXT NOT NULL,
  columnName TEXT NOT NULL,
  lostValue TEXT,
  keptValue TEXT,
  lostAt TEXT,
  keptAt TEXT,
  deviceId TEXT,
  forkId TEXT,
  resolvedAt TEXT,
  resolution TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  deletedAt TEXT,
  rev INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sync_conflicts_rev ON sync_conflicts (userId, rev);

CREATE TABLE IF NOT EXISTS sync_log (
  userId TEXT NOT NULL,
  rev INTEGER NOT NULL,
  head TEXT NOT NULL,
  deviceId TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (userId, rev)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sync_keys (
  userId TEXT NOT NULL,
  kid TEXT NOT NULL,
  slot TEXT NOT NULL,
  params TEXT NOT NULL,
  blob TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  PRIMARY KEY (userId, kid, slot)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS device_tokens (
  userId TEXT NOT NULL,
  tokenHash TEXT NOT NULL,
  name TEXT NOT NULL,
  deviceId TEXT,
  anchorRev INTEGER NOT NULL DEFAULT 0,
  createdAt TEXT NOT NULL,
  lastUsedAt TEXT,
  expiresAt TEXT,
  retiredAt TEXT,
  PRIMARY KEY (tokenHash)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS schema_info (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) WITHOUT ROWID;

INSERT INTO schema_info (name, value) VALUES ('schemaVersion', '1'), ('minClient', '1')
ON CONFLICT (name) DO UPDATE SET value = excluded.value;
