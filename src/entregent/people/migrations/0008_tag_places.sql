-- Lists by tag in their order, and counts of stages, each from one index: see docs/decisions/0005.
-- A person stands once in the list of each of their tags, where their last change puts them; an absorbed one in none.
CREATE FUNCTION people_place_tags() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM people_tagplace WHERE person = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.merged_into_id IS NULL THEN
        INSERT INTO people_tagplace (person, brand_id, tag, stage, updated_at)
        SELECT DISTINCT NEW.id, NEW.brand_id, tag, NEW.stage, NEW.updated_at FROM unnest(NEW.tags) tag;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER people_tags_of_new AFTER INSERT ON people_person
    FOR EACH ROW WHEN (NEW.tags <> '{}') EXECUTE FUNCTION people_place_tags();
CREATE TRIGGER people_tags_of_changed AFTER UPDATE OF tags, stage, updated_at, merged_into_id ON people_person
    FOR EACH ROW WHEN ((OLD.tags <> '{}' OR NEW.tags <> '{}') AND (OLD.tags, OLD.stage, OLD.updated_at, OLD.merged_into_id)
        IS DISTINCT FROM (NEW.tags, NEW.stage, NEW.updated_at, NEW.merged_into_id)) EXECUTE FUNCTION people_place_tags();
CREATE TRIGGER people_tags_of_gone AFTER DELETE ON people_person
    FOR EACH ROW WHEN (OLD.tags <> '{}') EXECUTE FUNCTION people_place_tags();

INSERT INTO people_tagplace (person, brand_id, tag, stage, updated_at)
SELECT DISTINCT id, brand_id, tag, stage, updated_at FROM people_person, unnest(tags) tag WHERE merged_into_id IS NULL;

-- A page of persons, latest change first, after (changed, id). Each brand is read in the order of its own index.
CREATE OR REPLACE FUNCTION people_page(
    only_brands uuid[], of_stage text, tag text, changed timestamptz, after_id uuid, most integer
) RETURNS TABLE (person uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    listed CONSTANT text := CASE tag WHEN ''
        THEN 'SELECT id, updated_at FROM people_person WHERE merged_into_id IS NULL'
        ELSE format('SELECT person, updated_at FROM people_tagplace WHERE tag = %L', tag) END;
    id CONSTANT text := CASE tag WHEN '' THEN 'id' ELSE 'person' END;
    fits CONSTANT text := CASE of_stage WHEN '' THEN '' ELSE format(' AND stage = %L', of_stage) END
        || CASE WHEN changed IS NULL THEN ''
            ELSE format(' AND (updated_at, %I) < (%L::timestamptz, %L::uuid)', id, changed, after_id) END;
    arms text;
BEGIN
    SELECT string_agg(format('(%s AND brand_id = %L%s ORDER BY updated_at DESC, %I DESC LIMIT %s)',
            listed, brand, fits, id, most), ' UNION ALL ') INTO arms
        FROM (SELECT unnest(people_brands()) INTERSECT SELECT unnest(only_brands)) allowed (brand);
    IF arms IS NOT NULL THEN
        RETURN QUERY EXECUTE format('SELECT id FROM (%s) page (id, updated_at) ORDER BY updated_at DESC, id DESC LIMIT %s',
            arms, most);
    END IF;
END $$;
