-- Sesh-Tracker, first generation: the people, dashboards, sessions, stock and strains tables with
-- the columns of the original. Every table is keyed by (userId, id) WITHOUT ROWID, so that an
-- inserted row costs one written row on D1 and several persons can share one database.
-- No trigger, foreign key, CHECK or UNIQUE: the application holds those rules.

CREATE TABLE IF NOT EXISTS users (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  displayName TEXT,
  role TEXT NOT NULL DEFAULT 'user',
  accountType TEXT NOT NULL DEFAULT 'user',
  subscriptionTier TEXT NOT NULL DEFAULT 'basic',
  lastActive TEXT,
  preferences TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS user_profiles (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  biography TEXT,
  location TEXT,
  dateOfBirth TEXT,
  medicalPatient INTEGER DEFAULT 0,
  experienceLevel TEXT,
  primaryGoals TEXT,
  privacySettings TEXT,
  socialLinks TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS dashboards (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  layoutData TEXT NOT NULL,
  isDefault INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS widgets (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  dashboardId TEXT NOT NULL,
  widgetTypeId TEXT NOT NULL,
  props TEXT NOT NULL,
  showTitle INTEGER NOT NULL DEFAULT 1,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sessions (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  strain TEXT,
  method TEXT,
  duration INTEGER,
  effects TEXT,
  notes TEXT,
  rating INTEGER,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS inventory (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  strain TEXT,
  amount REAL NOT NULL,
  unit TEXT NOT NULL,
  acquired TEXT NOT NULL,
  expires TEXT,
  cost REAL,
  notes TEXT,
  thcContent REAL,
  cbdContent REAL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS strains (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  thcRange TEXT,
  cbdRange TEXT,
  effects TEXT,
  flavors TEXT,
  description TEXT,
  imageUrl TEXT,
  breeder TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;
