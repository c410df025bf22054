-- Sesh-Tracker, second generation: moods, symptoms, catalogue, dispensaries, journal, goals and the
-- social tables, and the columns the original added to the first tables.
-- moodRating may be NULL here: a person may report energy alone, and a missing answer is never filled.

CREATE TABLE IF NOT EXISTS session_moods (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  sessionId TEXT NOT NULL,
  timestamp TEXT NOT NULL,
  moodRating INTEGER,
  moodDescription TEXT,
  energyLevel INTEGER,
  relationType TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS medical_symptoms (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  sessionId TEXT,
  symptom TEXT NOT NULL,
  severity INTEGER NOT NULL,
  beforeOrAfter TEXT NOT NULL,
  notes TEXT,
  timestamp TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS product_catalog (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  strain TEXT,
  brand TEXT,
  description TEXT,
  imageUrls TEXT,
  averageRating REAL,
  reviewCount INTEGER DEFAULT 0,
  cannabinoidProfile TEXT,
  terpeneProfile TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS dispensaries (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT,
  city TEXT,
  state TEXT,
  zipCode TEXT,
  location TEXT,
  website TEXT,
  phoneNumber TEXT,
  operatingHours TEXT,
  amenities TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS journal_entries (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT,
  content TEXT NOT NULL,
  mood TEXT,
  tags TEXT,
  sessionId TEXT,
  isPublic INTEGER DEFAULT 0,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS user_connections (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  connectedUserId TEXT NOT NULL,
  status TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS shared_content (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  contentType TEXT NOT NULL,
  contentId TEXT NOT NULL,
  shareSettings TEXT NOT NULL,
  shareUrl TEXT,
  expiresAt TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS goals (
  userId TEXT NOT NULL,
  id TEXT NOT NULL,
  title TEXT NOT NULL,
  description TEXT,
  goalType TEXT NOT NULL,
  targetValue REAL,
  currentValue REAL DEFAULT 0,
  startDate TEXT NOT NULL,
  endDate TEXT,
  status TEXT DEFAULT 'active',
  reminderSettings TEXT,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  PRIMARY KEY (userId, id)
) WITHOUT ROWID;

ALTER TABLE users ADD COLUMN timezone TEXT;
ALTER TABLE users ADD COLUMN profileImageUrl TEXT;
ALTER TABLE users ADD COLUMN status TEXT DEFAULT 'active';

ALTER TABLE sessions ADD COLUMN location TEXT;
ALTER TABLE sessions ADD COLUMN weather TEXT;
ALTER TABLE sessions ADD COLUMN activityBefore TEXT;
ALTER TABLE sessions ADD COLUMN activityDuring TEXT;
ALTER TABLE sessions ADD COLUMN activityAfter TEXT;
ALTER TABLE sessions ADD COLUMN accompaniedBy TEXT;
ALTER TABLE sessions ADD COLUMN mediaUrls TEXT;
ALTER TABLE sessions ADD COLUMN sessionGoals TEXT;
ALTER TABLE sessions ADD COLUMN sessionOutcomes TEXT;
ALTER TABLE sessions ADD COLUMN deviceId TEXT;

ALTER TABLE inventory ADD COLUMN batchNumber TEXT;
ALTER TABLE inventory ADD COLUMN dispensaryId TEXT;
ALTER TABLE inventory ADD COLUMN brandId TEXT;
ALTER TABLE inventory ADD COLUMN storageLocation TEXT;
ALTER TABLE inventory ADD COLUMN imageUrls TEXT;
ALTER TABLE inventory ADD COLUMN labResults TEXT;
ALTER TABLE inventory ADD COLUMN purchasePrice REAL;
ALTER TABLE inventory ADD COLUMN rating INTEGER;
