-- A page that was read and changes its address leaves the way from the old one, whatever moved it: an editor, a move of the
-- shelf above it, a program. An address that has a page again leads nowhere else.
CREATE FUNCTION knowledge_leave_the_way() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    of_brand uuid;
BEGIN
    SELECT h.brand_id INTO of_brand FROM knowledge_home h JOIN wagtailcore_page p ON p.id = h.page_ptr_id
        WHERE starts_with(NEW.path, p.path) ORDER BY p.depth LIMIT 1;
    IF of_brand IS NULL THEN
        RETURN NULL;
    END IF;
    DELETE FROM knowledge_moved WHERE brand_id = of_brand AND path = NEW.url_path;
    IF NEW.first_published_at IS NOT NULL AND length(OLD.url_path) <= 255 THEN
        INSERT INTO knowledge_moved (id, brand_id, path, page_id, address, by_hand, at)
            VALUES (gen_random_uuid(), of_brand, OLD.url_path, NEW.id, '', false, now())
            ON CONFLICT (brand_id, path) DO UPDATE SET page_id = excluded.page_id, address = '', by_hand = false, at = excluded.at;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER knowledge_moved AFTER UPDATE OF url_path ON wagtailcore_page
    FOR EACH ROW WHEN (OLD.url_path IS DISTINCT FROM NEW.url_path) EXECUTE FUNCTION knowledge_leave_the_way();
