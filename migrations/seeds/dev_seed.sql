-- Nine days of one invented person for the development database, and for nothing else:
--   wrangler d1 execute DB --local --env development --file migrations/seeds/dev_seed.sql
-- The times are of October 2026 in Berlin, the end of summer time included. Loading it again changes nothing.
-- Sealed cells hold envelopes under a data key that is no secret, the 32 bytes 00 01 02 … 1f, so that whoever
-- develops can open them.

INSERT INTO users
  (userId, id, email, displayName, timezone, preferences, createdAt, updatedAt)
VALUES
  ('dev-user', 'dev-user', 'e1.d21360e6.ZI-OGToGwwdn5x-zI8i2LELe5F8M3St28cv9qhJ03Lh6Tlm2qIM6rn5dKzuLgNcFz3KJgev2NBKd713w', 'Dev', 'Europe/Berlin', '{"currency":"EUR","dayStart":"04:00"}', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO user_profiles
  (userId, id, medicalPatient, experienceLevel, primaryGoals, createdAt, updatedAt)
VALUES
  ('dev-user', 'dev-user', NULL, 'intermediate', 'e1.d21360e6.CngAlZFyLMhIJcqVW7ymDFkZNz1AanOsPbO_GTOzGRO3b-Lhr0WrUpwLpZxsBCedR14bfU4KDb6ony21', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO strains
  (userId, id, name, type, thcRange, cbdRange, effects, flavors, chemotype, terpenes, lineage, source, isCustom, createdAt, updatedAt)
VALUES
  ('dev-user', '838b84f2-8f52-5113-8825-91bcf9354c9f', 'Blue Dream', 'hybrid', '17-24%', '0-1%', '["relaxed","uplifted","creative"]', '["berry","sweet"]', 'I', '["β-myrcene","α-pinene"]', 'Blueberry × Haze', 'catalogue', 0, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z'),
  ('dev-user', '33a20f19-eb22-532a-b0bf-5a6e47de72b3', 'Harlequin', 'sativa', '5-10%', '8-15%', '["focused","relaxed"]', '["earthy","mango"]', 'II', '["β-myrcene"]', NULL, 'catalogue', 0, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z'),
  ('dev-user', 'a62df245-094b-593f-ba52-4b2d177b2e1f', 'Pineapple Express', 'hybrid', '16-24%', '0-1%', '["happy","energetic"]', '["pineapple","citrus"]', 'I', '["β-caryophyllene","limonene"]', 'Trainwreck × Hawaiian', 'catalogue', 0, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO dispensaries
  (userId, id, name, city, zipCode, website, createdAt, updatedAt)
VALUES
  ('dev-user', '9a16c58d-4ba9-5256-ae8f-1d48d69d8743', 'Green Corner', 'Berlin', '10115', 'https://green-corner.example', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO product_catalog
  (userId, id, name, type, brand, category, form, cannabinoidProfile, source, createdAt, updatedAt)
VALUES
  ('dev-user', '01a14e06-5400-7f9e-8f4c-79e5ad77701c', 'Midnight Gummies', 'edible', 'Evergreen', 'edible', 'gummy', '{"thc":{"v":5,"u":"mg_unit"},"cbd":{"v":5,"u":"mg_unit"}}', 'own', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO inventory
  (userId, id, name, type, category, strain, strainId, productId, amount, unit, acquired, expires, cost, currency, dispensaryId, labResults, thcContent, cbdContent, openedAt, finishedAt, notes, thcValue, thcUnit, cbdValue, cbdUnit, startMg, costMinor, batchNumber, startMilli, countUnit, startUl, createdAt, updatedAt)
VALUES
  ('dev-user', '01a14e41-d660-75b0-bad1-6758b58124f3', 'Blue Dream', 'flower', 'flower', 'Blue Dream', '838b84f2-8f52-5113-8825-91bcf9354c9f', NULL, 2.97, 'g', '2026-10-18T09:05:00.000Z', NULL, 35.0, 'EUR', '9a16c58d-4ba9-5256-ae8f-1d48d69d8743', NULL, 21.4, 0.1, '2026-10-19T18:10:00.000Z', NULL, 'e1.d21360e6.Ym4eO2k1xmosirnICPD-LI3ODXi5PBUOBRjYQIkdVbfdEae0DSaQJ4QxO9jImmZmHGVfbFru6ETa3Wvw', 21.4, 'pct', 0.1, 'pct', 3500, 3500, NULL, NULL, NULL, NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a14e41-d660-73e5-880a-2cb759451513', 'Harlequin', 'flower', 'flower', 'Harlequin', '33a20f19-eb22-532a-b0bf-5a6e47de72b3', NULL, 4.75, 'g', '2026-10-18T09:05:00.000Z', NULL, 45.0, 'EUR', '9a16c58d-4ba9-5256-ae8f-1d48d69d8743', '{"thc":{"v":0.4,"u":"pct"},"thca":{"v":7.9,"u":"pct"},"cbd":{"v":0.6,"u":"pct"},"cbda":{"v":10.2,"u":"pct"},"cbg":{"u":"pct","q":"nd"}}', NULL, NULL, '2026-10-20T13:30:00.000Z', NULL, NULL, NULL, NULL, NULL, NULL, 5000, 4500, 'HQ-2609', NULL, NULL, NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a14e41-d660-7fd8-bdf8-2c3d4d8a3521', 'Midnight Gummies', 'edible', 'edible', NULL, NULL, '01a14e06-5400-7f9e-8f4c-79e5ad77701c', 9.5, 'piece', '2026-10-18T09:05:00.000Z', '2027-06-30', 20.0, 'EUR', '9a16c58d-4ba9-5256-ae8f-1d48d69d8743', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'mg_unit', 5, 'mg_unit', NULL, 2000, NULL, 10000, 'piece', NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a14e41-d660-78da-831a-87f82dbabfaa', 'Calm Drops', 'tincture', 'tincture', NULL, NULL, NULL, 29.5, 'ml', '2026-10-18T09:05:00.000Z', '2027-03-31', 54.0, 'EUR', '9a16c58d-4ba9-5256-ae8f-1d48d69d8743', NULL, NULL, NULL, NULL, NULL, NULL, 5, 'mg_ml', 20, 'mg_ml', NULL, 5400, NULL, NULL, NULL, 30000, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a14e41-d660-768e-a02a-e82ce19345da', 'Pineapple Express', 'vape', 'vape', 'Pineapple Express', 'a62df245-094b-593f-ba52-4b2d177b2e1f', NULL, 0, 'g', '2026-10-18T09:05:00.000Z', NULL, 30.0, 'EUR', '9a16c58d-4ba9-5256-ae8f-1d48d69d8743', NULL, 82, NULL, '2026-10-18T19:00:00.000Z', '2026-10-26T17:00:00.000Z', NULL, 82, 'pct', NULL, NULL, 500, 3000, NULL, NULL, NULL, NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO custom_units
  (userId, id, name, plural, method, mg, sdPct, createdAt, updatedAt)
VALUES
  ('dev-user', '01a14e06-5400-79ed-a8b7-e6aca4c10300', 'bowl', 'bowls', 'pipe', 100, 25.0, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z'),
  ('dev-user', '01a14e06-5400-70be-b355-f2460d88416e', 'puff', 'puffs', 'cartridge', 4, 30.0, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO presets
  (userId, id, name, key, payload, useCount, lastUsedAt, createdAt, updatedAt)
VALUES
  ('dev-user', '01a14e06-5400-7589-a1dd-2370d853c48c', 'evening vape', 1, '{"line":"0.1g blue dream vape"}', 2, '2026-10-24T19:30:00.000Z', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z'),
  ('dev-user', '01a14e06-5400-7820-ae0f-22570a19812d', 'half a gummy', 2, '{"line":"1/2piece midnight gummies edible"}', 1, '2026-10-23T18:00:00.000Z', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO tracked_symptoms
  (userId, id, name, position, createdAt, updatedAt)
VALUES
  ('dev-user', '01a14e06-5400-78f7-bfcf-27a984e420d9', 'e1.d21360e6.D1-SRQCk1wO5pIAwsv-_jETY95Cdw4-NvZtH5CvYMgVxyShuXaojXEznhd7jNE2ljlAi7zcHNT84HfCT', 0, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z'),
  ('dev-user', '01a14e06-5400-7bc8-a594-c0be6dfabc49', 'e1.d21360e6.aXAEE4EGm_6wWYQhWTcYt9V9ghR7_keYIuRmsgwB-QOXQxXBfRJEnHz_BdPe1jYiun8fwBBPvf2bnMll', 1, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO sessions
  (userId, id, timestamp, strain, strainId, inventoryId, productId, method, route, amount, unit, amountMg, amountUl, countMilli, countUnit, thcUg, cbdUg, doseBasis, doseSdPct, duration, endedAt, rating, effects, purpose, location, notes, companions, accompaniedBy, tzOffsetMin, localDay, afterDueAt, costMinor, currency, source, createdAt, updatedAt)
VALUES
  ('dev-user', '01a15062-9380-785b-b52c-c5d4ea6b6420', '2026-10-18T19:00:00.000Z', 'Pineapple Express', 'a62df245-094b-593f-ba52-4b2d177b2e1f', '01a14e41-d660-768e-a02a-e82ce19345da', NULL, 'cartridge', 'inhaled', 3, 'puff', 12, NULL, 3000, 'puff', 9840, NULL, 'estimate', 30.0, NULL, NULL, 4, '["happy","relaxed"]', 'social', NULL, NULL, 2, 'social', 120, '2026-10-18', NULL, 72, 'EUR', 'tui', '2026-10-18T19:00:00.000Z', '2026-10-18T19:00:00.000Z'),
  ('dev-user', '01a1555b-28c0-7121-948b-e80ce48569c0', '2026-10-19T18:10:00.000Z', 'Blue Dream', '838b84f2-8f52-5113-8825-91bcf9354c9f', '01a14e41-d660-75b0-bad1-6758b58124f3', NULL, 'vape', 'inhaled', 0.1, 'g', 100, NULL, NULL, NULL, 21400, 100, 'label', NULL, 15, '2026-10-19T18:25:00.000Z', 4, '["relaxed"]', 'relaxation', 'e1.d21360e6.CpnN9SRP8Wpz9Npi55qvskOsX4XD7tbybc_YdThzlP2KEQFqA_D0NR4b38uOMbuFpXMvKL_2rpL-zViA', NULL, 0, 'solo', 120, '2026-10-19', NULL, 100, 'EUR', 'tui', '2026-10-19T18:10:00.000Z', '2026-10-19T18:10:00.000Z'),
  ('dev-user', '01a15981-2bc0-7272-8067-38af26c7ac8a', '2026-10-20T13:30:00.000Z', 'Harlequin', '33a20f19-eb22-532a-b0bf-5a6e47de72b3', '01a14e41-d660-73e5-880a-2cb759451513', NULL, 'pipe', 'inhaled', 1, 'bowl', 100, NULL, 1000, 'bowl', 7328, 9545, 'estimate', 25.0, NULL, NULL, 3, NULL, 'medical', NULL, NULL, NULL, NULL, 120, '2026-10-20', NULL, 90, 'EUR', 'cli', '2026-10-20T13:30:00.000Z', '2026-10-20T13:30:00.000Z'),
  ('dev-user', '01a15b9d-5500-7f9e-9a66-6c0adeec590a', '2026-10-20T23:20:00.000Z', 'Calm Drops', NULL, '01a14e41-d660-78da-831a-87f82dbabfaa', NULL, 'tincture', 'oromucosal', 0.5, 'ml', NULL, 500, NULL, NULL, 2500, 10000, 'label', NULL, NULL, NULL, 4, '["sleepy"]', 'sleep', NULL, 'e1.d21360e6.WB99RfOo9HcPH9Y_hX4KlIL6QiJUcxlFJraeTs1EF0C0wXm4cdeXwJyjtQtsMNIp9x4Nmn_6WBj4vdaacD6yUg', NULL, NULL, 120, '2026-10-20', NULL, 90, 'EUR', 'cli', '2026-10-20T23:20:00.000Z', '2026-10-20T23:20:00.000Z'),
  ('dev-user', '01a164b7-5960-7515-9943-5df146d1588e', '2026-10-22T17:45:00.000Z', 'Blue Dream', '838b84f2-8f52-5113-8825-91bcf9354c9f', '01a14e41-d660-75b0-bad1-6758b58124f3', NULL, 'joint', 'inhaled', 0.3, 'g', 300, NULL, NULL, NULL, 64200, 300, 'label', NULL, 20, '2026-10-22T18:05:00.000Z', 5, '["giggly","hungry"]', 'social', 'e1.d21360e6.FQdR7NPiBephit3nLQUit_Szq1ISsIClTZ6veGZYhi4oRkNxG4plOrNwb6q178K7yediyNU5eTiC8zYS', NULL, 3, 'social', 120, '2026-10-22', NULL, 300, 'EUR', 'tui', '2026-10-22T17:45:00.000Z', '2026-10-22T17:45:00.000Z'),
  ('dev-user', '01a169eb-7100-78bd-96c3-8f3a1abffb06', '2026-10-23T18:00:00.000Z', 'Midnight Gummies', NULL, '01a14e41-d660-7fd8-bdf8-2c3d4d8a3521', '01a14e06-5400-7f9e-8f4c-79e5ad77701c', 'edible', 'oral', 0.5, 'piece', NULL, NULL, 500, 'piece', 2500, 2500, 'label', NULL, NULL, NULL, 4, NULL, 'sleep', NULL, NULL, 0, 'solo', 120, '2026-10-23', NULL, 100, 'EUR', 'tui', '2026-10-23T18:00:00.000Z', '2026-10-23T18:00:00.000Z'),
  ('dev-user', '01a16f64-32c0-73a1-b88e-7f1d12ac272a', '2026-10-24T19:30:00.000Z', 'Blue Dream', '838b84f2-8f52-5113-8825-91bcf9354c9f', '01a14e41-d660-75b0-bad1-6758b58124f3', NULL, 'vape', 'inhaled', 0.1, 'g', 100, NULL, NULL, NULL, 21400, 100, 'label', NULL, NULL, NULL, NULL, NULL, 'relaxation', 'e1.d21360e6.BwDdogEEPOznpojtbuiqZFu12e45BFZtK_e6v2Xx9aYws_6FZZ6f-lzORV-ijJsZEUBBUaZoICFyj1mm', NULL, NULL, NULL, 120, '2026-10-24', '2026-10-24T19:55:00.000Z', 100, 'EUR', 'tui', '2026-10-24T19:30:00.000Z', '2026-10-24T19:30:00.000Z'),
  ('dev-user', '01a179a3-2f20-7a94-8ee9-466140c52bd7', '2026-10-26T19:15:00.000Z', 'Harlequin', '33a20f19-eb22-532a-b0bf-5a6e47de72b3', '01a14e41-d660-73e5-880a-2cb759451513', NULL, 'vape', 'inhaled', 0.15, 'g', 150, NULL, NULL, NULL, 10992, 14318, 'coa', NULL, NULL, NULL, NULL, NULL, 'medical', NULL, NULL, NULL, NULL, 60, '2026-10-26', '2026-10-26T19:40:00.000Z', 135, 'EUR', 'tui', '2026-10-26T19:15:00.000Z', '2026-10-26T19:15:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO session_moods
  (userId, id, sessionId, timestamp, moodRating, energyLevel, relationType, offsetMin, tzOffsetMin, localDay, pairId, moodDescription, createdAt, updatedAt)
VALUES
  ('dev-user', '01a15062-9380-7e5c-b783-c5ec0143c4d3', '01a15062-9380-785b-b52c-c5d4ea6b6420', '2026-10-18T19:00:00.000Z', 5, 6, 'before', 0, 120, '2026-10-18', NULL, NULL, '2026-10-18T19:00:00.000Z', '2026-10-18T19:00:00.000Z'),
  ('dev-user', '01a15079-76e0-7a2b-bdac-dbfc08240bd7', '01a15062-9380-785b-b52c-c5d4ea6b6420', '2026-10-18T19:25:00.000Z', 7, 5, 'after', 25, 120, '2026-10-18', NULL, NULL, '2026-10-18T19:25:00.000Z', '2026-10-18T19:25:00.000Z'),
  ('dev-user', '01a1555b-28c0-7740-8d39-43119ff3ea5b', '01a1555b-28c0-7121-948b-e80ce48569c0', '2026-10-19T18:10:00.000Z', 4, 3, 'before', 0, 120, '2026-10-19', NULL, NULL, '2026-10-19T18:10:00.000Z', '2026-10-19T18:10:00.000Z'),
  ('dev-user', '01a15572-0c20-783c-81ee-90e3562d53bf', '01a1555b-28c0-7121-948b-e80ce48569c0', '2026-10-19T18:35:00.000Z', 7, 4, 'after', 25, 120, '2026-10-19', NULL, NULL, '2026-10-19T18:35:00.000Z', '2026-10-19T18:35:00.000Z'),
  ('dev-user', '01a164b7-5960-72dc-b0d9-3606f6bd4564', '01a164b7-5960-7515-9943-5df146d1588e', '2026-10-22T17:45:00.000Z', 6, NULL, 'before', 0, 120, '2026-10-22', NULL, NULL, '2026-10-22T17:45:00.000Z', '2026-10-22T17:45:00.000Z'),
  ('dev-user', '01a164ce-3cc0-785f-ad46-7494a9d0220c', '01a164b7-5960-7515-9943-5df146d1588e', '2026-10-22T18:10:00.000Z', 8, NULL, 'after', 25, 120, '2026-10-22', NULL, NULL, '2026-10-22T18:10:00.000Z', '2026-10-22T18:10:00.000Z'),
  ('dev-user', '01a169eb-7100-75fc-9d47-46a5de646b6c', '01a169eb-7100-78bd-96c3-8f3a1abffb06', '2026-10-23T18:00:00.000Z', 5, 5, 'before', 0, 120, '2026-10-23', NULL, NULL, '2026-10-23T18:00:00.000Z', '2026-10-23T18:00:00.000Z'),
  ('dev-user', '01a16a59-4e00-71d1-9d22-efc130113c44', '01a169eb-7100-78bd-96c3-8f3a1abffb06', '2026-10-23T20:00:00.000Z', 7, 3, 'after', 120, 120, '2026-10-23', NULL, NULL, '2026-10-23T20:00:00.000Z', '2026-10-23T20:00:00.000Z'),
  ('dev-user', '01a16f64-32c0-73f4-864c-132b378df2ca', '01a16f64-32c0-73a1-b88e-7f1d12ac272a', '2026-10-24T19:30:00.000Z', 5, 4, 'before', 0, 120, '2026-10-24', NULL, NULL, '2026-10-24T19:30:00.000Z', '2026-10-24T19:30:00.000Z'),
  ('dev-user', '01a17280-b500-75d5-967a-991728f7958c', '', '2026-10-25T10:00:00.000Z', 7, 6, 'before', NULL, 60, '2026-10-25', '01a17280-b500-75d5-967a-991728f7958c', 'e1.d21360e6.ttowiWkZTjX36j5bGMkkai8jGolb3YakBrHZa7MS91PsNlIg5DGJrfl0KVClx7FGU-HqHJioEjQFiirs', '2026-10-25T10:00:00.000Z', '2026-10-25T10:00:00.000Z'),
  ('dev-user', '01a179a3-2f20-768b-ad32-a3fecc67674f', '01a179a3-2f20-7a94-8ee9-466140c52bd7', '2026-10-26T19:15:00.000Z', 4, NULL, 'before', 0, 60, '2026-10-26', NULL, NULL, '2026-10-26T19:15:00.000Z', '2026-10-26T19:15:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO medical_symptoms
  (userId, id, sessionId, symptom, severity, beforeOrAfter, timestamp, pairId, tzOffsetMin, localDay, kind, triggers, createdAt, updatedAt)
VALUES
  ('dev-user', '01a1555b-28c0-7723-b593-d5301a44288b', '01a1555b-28c0-7121-948b-e80ce48569c0', 'e1.d21360e6.XfTpYB-CzjF9u9iumYiwR7rjfmeqmDnOiNSwnlDVz6dNBXRKNtjIViRduOu_Y7yeXs4CT89lyrFuwrZj', 6, 'before', '2026-10-19T18:10:00.000Z', '01a1555b-28c0-7121-948b-e80ce48569c0', 120, '2026-10-19', NULL, NULL, '2026-10-19T18:10:00.000Z', '2026-10-19T18:10:00.000Z'),
  ('dev-user', '01a15572-0c20-70ef-ae6b-3e64378a6583', '01a1555b-28c0-7121-948b-e80ce48569c0', 'e1.d21360e6.5PhdyLZTnKcJ3VGK3mHWjuDzQMPTPTgOxq6l2k9fmGhR0qH5xI_SI6HEQnMmXvYda4cKGXUKep7K4q3A', 3, 'after', '2026-10-19T18:35:00.000Z', '01a1555b-28c0-7121-948b-e80ce48569c0', 120, '2026-10-19', NULL, NULL, '2026-10-19T18:35:00.000Z', '2026-10-19T18:35:00.000Z'),
  ('dev-user', '01a15981-2bc0-7b85-97ef-ccbd8dc4613a', '01a15981-2bc0-7272-8067-38af26c7ac8a', 'e1.d21360e6.XFw9tXjdWrqFLnck8FW_hR-lzXJsreYJfXT0wjIhxXFVDIGlWegbXc-zqGzB5J5fG6WNxaRN-pCcRluE', 5, 'before', '2026-10-20T13:30:00.000Z', '01a15981-2bc0-7272-8067-38af26c7ac8a', 120, '2026-10-20', NULL, NULL, '2026-10-20T13:30:00.000Z', '2026-10-20T13:30:00.000Z'),
  ('dev-user', '01a15998-0f20-7e6e-a1fb-bbbbae2bda5a', '01a15981-2bc0-7272-8067-38af26c7ac8a', 'e1.d21360e6.9S4yoDRnHxayQA3mkUhqiVnwV8YIioCpBpAkYbuZs6wpw4xeOP7Yoi2-HsUGY23ZTcz5HyZGAuZFw3Z8', 3, 'after', '2026-10-20T13:55:00.000Z', '01a15981-2bc0-7272-8067-38af26c7ac8a', 120, '2026-10-20', NULL, NULL, '2026-10-20T13:55:00.000Z', '2026-10-20T13:55:00.000Z'),
  ('dev-user', '01a15b9d-5500-713c-90fc-52740fb539f2', '01a15b9d-5500-7f9e-9a66-6c0adeec590a', 'e1.d21360e6.YpUcCCW0htvXz5JI5-iKW32cjXHsJg6O6wF3d_bMzumaR-ZoFDHwAWd8ShjD8ZkjO596vH63fHf6rlSR', 7, 'before', '2026-10-20T23:20:00.000Z', '01a15b9d-5500-7f9e-9a66-6c0adeec590a', 120, '2026-10-20', NULL, NULL, '2026-10-20T23:20:00.000Z', '2026-10-20T23:20:00.000Z'),
  ('dev-user', '01a15bc6-87e0-73ed-a57f-83d6a4bc6c35', '01a15b9d-5500-7f9e-9a66-6c0adeec590a', 'e1.d21360e6.mCmUDUrzodI3Ar-FKwxiyPaCeYNEGaDxHDBV9qVbfurGhd3e_GKi8I_cyRNG1kuzLa1ALlinQsdSzsWp', 4, 'after', '2026-10-21T00:05:00.000Z', '01a15b9d-5500-7f9e-9a66-6c0adeec590a', 120, '2026-10-20', NULL, NULL, '2026-10-21T00:05:00.000Z', '2026-10-21T00:05:00.000Z'),
  ('dev-user', '01a1722e-4f40-70b5-9dcf-7cfe0368d8fb', NULL, 'e1.d21360e6.bmAamxNNfTBMO9Mq9Riv1jSHwnMK8qcoZmmwRRQ7njtz8jPrvIkA2N43vVp0BgK3NYVHhTSB_S4IN3TX', 4, 'before', '2026-10-25T08:30:00.000Z', '01a1722e-4f40-70b5-9dcf-7cfe0368d8fb', 60, '2026-10-25', 'check', NULL, '2026-10-25T08:30:00.000Z', '2026-10-25T08:30:00.000Z'),
  ('dev-user', '01a173e5-c340-7648-9cc4-cbb1d216c118', NULL, 'e1.d21360e6.oU8sROyj_BP2gB-CUI5KxARaTfIdNPwRHRTxSvvf-WN5UpFDyh6Q7aWZDZMHtMkJkWGeCTVX5HKD-7kP', 5, 'before', '2026-10-25T16:30:00.000Z', '01a173e5-c340-7648-9cc4-cbb1d216c118', 60, '2026-10-25', 'craving', 'e1.d21360e6._cxzNWwHxysGOaVAgZ75M3ddOBEylVomzlXakDebYXDwZVz0UO4cl5jeoskfHHZjNyB4jpNacYpLiTzS', '2026-10-25T16:30:00.000Z', '2026-10-25T16:30:00.000Z'),
  ('dev-user', '01a179a3-2f20-7878-9672-5d45cfcd14c3', '01a179a3-2f20-7a94-8ee9-466140c52bd7', 'e1.d21360e6.Xkf7-EnX_xwQ2TmT6eFClZ-H7VRv0dr2nX7OLQyiH52Mp4cRYRt1B6xiyERiPis5yoyEpYEHsbazn82n', 6, 'before', '2026-10-26T19:15:00.000Z', '01a179a3-2f20-7a94-8ee9-466140c52bd7', 60, '2026-10-26', NULL, NULL, '2026-10-26T19:15:00.000Z', '2026-10-26T19:15:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO stock_moves
  (userId, id, inventoryId, at, kind, deltaMg, deltaUl, deltaMilli, sessionId, createdAt, updatedAt)
VALUES
  ('dev-user', '01a14e41-d660-79e1-a9b0-68c94af0129d', '01a14e41-d660-75b0-bad1-6758b58124f3', '2026-10-18T09:05:00.000Z', 'purchase', 3500, NULL, NULL, NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a14e41-d660-7aa7-a410-dcf14156d3ab', '01a14e41-d660-768e-a02a-e82ce19345da', '2026-10-18T09:05:00.000Z', 'purchase', 500, NULL, NULL, NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a14e41-d660-7b50-b9bb-5b5869a6cb0e', '01a14e41-d660-78da-831a-87f82dbabfaa', '2026-10-18T09:05:00.000Z', 'purchase', NULL, 30000, NULL, NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a14e41-d660-7d8f-8c9a-9fddf19b0235', '01a14e41-d660-7fd8-bdf8-2c3d4d8a3521', '2026-10-18T09:05:00.000Z', 'purchase', NULL, NULL, 10000, NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a14e41-d660-7eb4-8137-0ff9b72d8e54', '01a14e41-d660-73e5-880a-2cb759451513', '2026-10-18T09:05:00.000Z', 'purchase', 5000, NULL, NULL, NULL, '2026-10-18T09:05:00.000Z', '2026-10-18T09:05:00.000Z'),
  ('dev-user', '01a15062-9380-75ae-bcb1-a0e717b26c9d', '01a14e41-d660-768e-a02a-e82ce19345da', '2026-10-18T19:00:00.000Z', 'use', -12, NULL, NULL, '01a15062-9380-785b-b52c-c5d4ea6b6420', '2026-10-18T19:00:00.000Z', '2026-10-18T19:00:00.000Z'),
  ('dev-user', '01a1555b-28c0-743e-8843-7258cfca35d1', '01a14e41-d660-75b0-bad1-6758b58124f3', '2026-10-19T18:10:00.000Z', 'use', -100, NULL, NULL, '01a1555b-28c0-7121-948b-e80ce48569c0', '2026-10-19T18:10:00.000Z', '2026-10-19T18:10:00.000Z'),
  ('dev-user', '01a15981-2bc0-7524-9adb-c9680701fe3d', '01a14e41-d660-73e5-880a-2cb759451513', '2026-10-20T13:30:00.000Z', 'use', -100, NULL, NULL, '01a15981-2bc0-7272-8067-38af26c7ac8a', '2026-10-20T13:30:00.000Z', '2026-10-20T13:30:00.000Z'),
  ('dev-user', '01a15b9d-5500-7e7f-af96-ac6a86131c31', '01a14e41-d660-78da-831a-87f82dbabfaa', '2026-10-20T23:20:00.000Z', 'use', NULL, -500, NULL, '01a15b9d-5500-7f9e-9a66-6c0adeec590a', '2026-10-20T23:20:00.000Z', '2026-10-20T23:20:00.000Z'),
  ('dev-user', '01a164b7-5960-7faf-9b5f-5b5363588c57', '01a14e41-d660-75b0-bad1-6758b58124f3', '2026-10-22T17:45:00.000Z', 'use', -300, NULL, NULL, '01a164b7-5960-7515-9943-5df146d1588e', '2026-10-22T17:45:00.000Z', '2026-10-22T17:45:00.000Z'),
  ('dev-user', '01a16833-fd00-7914-a6e2-4eca3152111d', '01a14e41-d660-75b0-bad1-6758b58124f3', '2026-10-23T10:00:00.000Z', 'count', -30, NULL, NULL, NULL, '2026-10-23T10:00:00.000Z', '2026-10-23T10:00:00.000Z'),
  ('dev-user', '01a169eb-7100-737b-abb4-b28629217869', '01a14e41-d660-7fd8-bdf8-2c3d4d8a3521', '2026-10-23T18:00:00.000Z', 'use', NULL, NULL, -500, '01a169eb-7100-78bd-96c3-8f3a1abffb06', '2026-10-23T18:00:00.000Z', '2026-10-23T18:00:00.000Z'),
  ('dev-user', '01a16f64-32c0-7bac-8299-db8f6485be3e', '01a14e41-d660-75b0-bad1-6758b58124f3', '2026-10-24T19:30:00.000Z', 'use', -100, NULL, NULL, '01a16f64-32c0-73a1-b88e-7f1d12ac272a', '2026-10-24T19:30:00.000Z', '2026-10-24T19:30:00.000Z'),
  ('dev-user', '01a17927-9680-7f26-80b3-45a5837efd33', '01a14e41-d660-768e-a02a-e82ce19345da', '2026-10-26T17:00:00.000Z', 'discard', -488, NULL, NULL, NULL, '2026-10-26T17:00:00.000Z', '2026-10-26T17:00:00.000Z'),
  ('dev-user', '01a179a3-2f20-7725-9f0f-d683a5a8618e', '01a14e41-d660-73e5-880a-2cb759451513', '2026-10-26T19:15:00.000Z', 'use', -150, NULL, NULL, '01a179a3-2f20-7a94-8ee9-466140c52bd7', '2026-10-26T19:15:00.000Z', '2026-10-26T19:15:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO journal_entries
  (userId, id, title, content, tags, sessionId, entryAt, tzOffsetMin, localDay, createdAt, updatedAt)
VALUES
  ('dev-user', '01a15d4b-a140-7313-ba4c-9af03cfb4af7', 'e1.d21360e6.EGLuFTZsQfU9UCTPmS06BEW5csfnJLdtf-saqaV_NkzYz6eAXN40Omv-VxTAA5H3k84poGAuUazNhmYj', 'e1.d21360e6.CKxDE_vny_E6l-iWdRPGXDtlP-B5cSYGxcq0k7V6BC1Z-5LlePt-caFcnjDevMztk5M_2OotJNDETQaloI89BhaMJmXVBkH1MIT64OyHysHnNMoOz8nvVKeqd52AQS0PZ7n_Rz_wONK8e1He', 'e1.d21360e6.8VvRnqwfYVdDubsY0I7AEMF2RletFK35yvevX5NgM9wZfxhpHe8teoKbZkznSv-4EK5ShXt6er0vvRDH', '01a15b9d-5500-7f9e-9a66-6c0adeec590a', '2026-10-21T07:10:00.000Z', 120, '2026-10-21', '2026-10-21T07:10:00.000Z', '2026-10-21T07:10:00.000Z'),
  ('dev-user', '01a1745c-c800-721c-924d-dbd1851bc80d', 'e1.d21360e6.YVxRt9-M5V-YSxSTTZl3tlehoL7gJU6pr6FuziDuT_PZDuB5S6BW79OJMeOTLnpWQg7tOSduJMXBWoUH', 'e1.d21360e6.CAVKCaXgigiM3g9A3YytWPBJ7Ben5EyB2w7hxp7v2fczOIo_5HaR9vOx5GitePtC_8Uq_8N4f2RjAwJhQTxJ73TjYfHLTOxd-O-RnQeWPc1r2pETx4q2u_2COM0', NULL, NULL, '2026-10-25T18:40:00.000Z', 60, '2026-10-25', '2026-10-25T18:40:00.000Z', '2026-10-25T18:40:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO goals
  (userId, id, title, goalType, targetValue, currentValue, startDate, metric, comparator, period, unit, endDate, createdAt, updatedAt)
VALUES
  ('dev-user', '01a14e06-5400-7280-85ea-0e3eeba90072', 'e1.d21360e6.fCB4UzjNr6X0YlLboHSaXB_ZOhzV925n_UcbF7rqzuKw1kY0AGidWLNgM9nzFwLaijjIOiKMDQeo3rMa', 'consumption', 4, 0, '2026-10-19', 'useDays', '<=', 'week', 'days', NULL, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z'),
  ('dev-user', '01a14e06-5400-73ad-bcc0-c398fd9e9158', 'e1.d21360e6.2fuEYlwgsSwTjZtyHd8TL0Vy60-zxFgHc5W0Mcm3jjAStuOGELHZrNpj4jYzCn6CEhBVJ3MoZCjaK-Nn3sBVYQ', 'medical', 2, 0, '2026-10-19', 'breakDays', '>=', 'week', 'days', '2026-12-31', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO dashboards
  (userId, id, name, layoutData, isDefault, createdAt, updatedAt)
VALUES
  ('dev-user', '358243d9-616a-5e91-ac65-c3613b0bf7fb', 'My week', '{"rows":[{"columns":[{"widthPercentage":50,"widgetId":"01a14e06-5400-79b2-8c62-75b24588bfe3"},{"widthPercentage":50,"widgetId":"01a14e06-5400-7cec-8a14-4bbc6aec218b"}]},{"columns":[{"widthPercentage":100,"widgetId":"01a14e06-5400-70f2-a9d0-0142fa10e9bd"}]}]}', 1, '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;

INSERT INTO widgets
  (userId, id, dashboardId, widgetTypeId, props, createdAt, updatedAt)
VALUES
  ('dev-user', '01a14e06-5400-79b2-8c62-75b24588bfe3', '358243d9-616a-5e91-ac65-c3613b0bf7fb', 'statistics-card', '{"period":"week"}', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z'),
  ('dev-user', '01a14e06-5400-7cec-8a14-4bbc6aec218b', '358243d9-616a-5e91-ac65-c3613b0bf7fb', 'inventory-breakdown', '{}', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z'),
  ('dev-user', '01a14e06-5400-70f2-a9d0-0142fa10e9bd', '358243d9-616a-5e91-ac65-c3613b0bf7fb', 'recent-activity', '{"limit":5}', '2026-10-18T08:00:00.000Z', '2026-10-18T08:00:00.000Z')
ON CONFLICT (userId, id) DO NOTHING;
