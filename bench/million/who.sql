-- A number between 0 and 1 that depends on a row and a purpose: every run makes the same world.
CREATE FUNCTION r(n bigint, purpose bigint) RETURNS float8 IMMUTABLE LANGUAGE sql
    RETURN (hashint8extended(n, purpose) & 1073741823) / 1073741824.0;

SELECT journal_open_months((current_date - interval '61 months')::date, (current_date + interval '3 months')::date);

-- Five brands of unequal size, in the order in which they were made.
CREATE UNLOGGED TABLE house AS
SELECT id, code, row_number() OVER (ORDER BY id) AS place,
    (ARRAY[0, 0.35, 0.60, 0.80, 0.92])[row_number() OVER (ORDER BY id)] AS lower,
    (ARRAY[0.35, 0.60, 0.80, 0.92, 1])[row_number() OVER (ORDER BY id)] AS upper
FROM brands_brand;

-- Who: known for up to five years. ``place`` counts them within their brand.
CREATE UNLOGGED TABLE person AS
SELECT s.n, uuidv7(s.made - now()) AS id, s.made, h.id AS brand, row_number() OVER (PARTITION BY h.id ORDER BY s.n) AS place
FROM (SELECT n, now() - interval '5 years' * (1 - n / 1000001.0) AS made, r(n, 1) AS which
      FROM generate_series(1, 1000000) n) s
JOIN house h ON s.which >= h.lower AND s.which < h.upper;
CREATE INDEX ON person (brand, place);
ANALYZE person;
