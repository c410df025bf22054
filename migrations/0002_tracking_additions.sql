-- What a tracker needs beyond the original: amounts, doses, the day of the person, stock moves,
-- own units, presets, trials and the symptoms a person follows.
-- Product mass is integer mg, cannabinoids are integer micrograms, counts are thousandths, money is
-- integer minor units beside an ISO 4217 code.

ALTER TABLE sessions ADD COLUMN inventoryId TEXT;
ALTER TABLE sessions ADD COLUMN productId TEXT;
ALTER TABLE sessions ADD COLUMN strainId TEXT;
ALTER TABLE sessions ADD COLUMN amount REAL;
ALTER TABLE sessions ADD COLUMN unit TEXT;
ALTER TABLE sessions ADD COLUMN amountMg INTEGER;
ALTER TABLE sessions ADD COLUMN amountUl INTEGER;
ALTER TABLE sessions ADD COLUMN countMilli INTEGER;
ALTER TABLE sessions ADD COLUMN countUnit TEXT;
ALTER TABLE sessions ADD COLUMN thcUg INTEGER;
ALTER TABLE sessions ADD COLUMN cbdUg INTEGER;
ALTER TABLE sessions ADD COLUMN doseBasis TEXT;
ALTER TABLE sessions ADD COLUMN doseSdPct REAL;
ALTER TABLE sessions ADD COLUMN route TEXT;
ALTER TABLE sessions ADD COLUMN endedAt TEXT;
ALTER TABLE sessions ADD COLUMN tzOffsetMin INTEGER;
ALTER TABLE sessions ADD COLUMN localDay TEXT;
ALTER TABLE sessions ADD COLUMN purpose TEXT;
ALTER TABLE sessions ADD COLUMN triggers TEXT;
ALTER TABLE sessions ADD COLUMN companions INTEGER;
ALTER TABLE sessions ADD COLUMN food TEXT;
ALTER TABLE sessions ADD COLUMN coUse TEXT;
ALTER TABLE sessions ADD COLUMN afterDueAt TEXT;
ALTER TABLE sessions ADD COLUMN costMinor INTEGER;
ALTER TABLE sessions ADD COLUMN currency TEXT;
ALTER TABLE sessions ADD COLUMN source TEXT;

ALTER TABLE session_moods ADD COLUMN offsetMin INTEGER;
ALTER TABLE session_moods ADD COLUMN pairId TEXT;
ALTER TABLE session_moods ADD COLUMN tzOffsetMin INTEGER;
ALTER TABLE session_moods ADD COLUMN localDay TEXT;

ALTER TABLE medical_symptoms ADD COLUMN bodyLocation TEXT;
ALTER TABLE medical_symptoms ADD COLUMN pairId TEXT;
ALTER TABLE medical_symptoms ADD COLUMN kind TEXT;
ALTER TABLE medical_symptoms ADD COLUMN triggers TEXT;
ALTER TABLE medical_symptoms ADD COLUMN tzOffsetMin INTEGER;
ALTER TABLE medical_symptoms ADD COLUMN localDay TEXT;

ALTER TABLE journal_entries ADD COLUMN entryAt TEXT;
ALTER TABLE journal_entries ADD COLUMN tzOffsetMin INTEGER;
ALTER TABLE journal_entries ADD COLUMN localDay TEXT;

ALTER TABLE inventory ADD COLUMN productId TEXT;
ALTER TABLE inventory ADD COLUMN strainId TEXT;
ALTER TABLE inventory ADD COLUMN category TEXT;
ALTER TABLE inventory ADD COLUMN startMg INTEGER;
ALTER TABLE inventory ADD COLUMN startUl INTEGER;
ALTER TABLE inventory ADD COLUMN startMilli INTEGER;
ALTER TABLE inventory ADD COLUMN countUnit TEXT;
ALTER TABLE inventory ADD COLUMN openedAt TEXT;
ALTER TABLE inventory ADD COLUMN finishedAt TEXT;
ALTER TABLE inventory ADD COLUMN lowAt REAL;
ALTER TABLE inventory ADD COLUMN costMinor INTEGER;
ALTER TABLE inventory ADD COLUMN currency TEXT;
ALTER TABLE inventory ADD COLUMN thcValue REAL;
ALTER TABLE inventory ADD COLUMN thcUnit TEXT;
ALTER TABLE inventory ADD COLUMN cbdValue REAL;
ALTER TABLE inventory ADD COLUMN cbdUnit TEXT;

ALTER TABLE strains ADD COLUMN aliases TEXT;
ALTER TABLE strains ADD COLUMN chemotype TEXT;
ALTER TABLE strains ADD COLUMN terpenes TEXT;
ALTER TABLE strains ADD COLUMN lineage TEXT;
ALTER TABLE strains ADD COLUMN source TEXT;
ALTER TABLE strains ADD COLUMN isCustom INTEGER;

ALTER TABLE product_catalog ADD COLUMN category TEXT;
ALTER TABLE product_catalog ADD COLUMN form TEXT;
ALTER TABLE product_catalog ADD COLUMN source TEXT;

ALTER TABLE goals ADD COLUMN metric TEXT;
ALTER TABLE goals ADD COLUMN comparator TEXT;
ALTER TABLE goals ADD COLUMN period TEXT;
ALTER TABLE goals ADD COLUMN unit TEXT;
ALTER TABLE goals ADD COLUMN currency TEXT;

CREATE TABLE IF NOT EXISTS stock_moves (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  inventoryId TEXT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  deltaMg INTEGER,
  deltaUl INTEGER,
  deltaMilli INTEGER,
  sessionId TEXT,
  note TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS custom_units (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  plural TEXT,
  method TEXT,
  inventoryId TEXT,
  mg INTEGER,
  sdPct REAL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS presets (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  key INTEGER,
  payload TEXT NOT NULL,
  useCount INTEGER,
  lastUsedAt TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS trials (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT,
  arms TEXT NOT NULL,
  symptom TEXT,
  blocks INTEGER,
  seed TEXT,
  startedAt TEXT,
  status TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS trial_slots (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  trialId TEXT NOT NULL,
  slot INTEGER NOT NULL,
  arm TEXT NOT NULL,
  sessionId TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS tracked_symptoms (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  position INTEGER,
  archivedAt TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;
