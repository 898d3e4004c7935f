"""What waits to be read, for one row of accounts_person: parts of the statement that fetches the person of a session.

Written by hand because every page of somebody signed in asks: composing this with the ORM takes fifteen times as long
as running it.
"""

NEWS = """
(SELECT count(*) FROM messages_notice notice
 WHERE notice.person_code = accounts_person.code AND notice.read_at IS NULL AND notice.about NOT LIKE %s)
"""
"""Somebody's notices that they have not opened; but not those of letters, by the codes of conversations."""

LETTERS = """
(SELECT COALESCE(sum(talk.buyer_unread), 0) FROM conversations_conversation talk
 WHERE talk.person_id = accounts_person.id AND talk.buyer_unread > 0)
"""
"""What shops wrote to somebody as a buyer."""

SHOP_LETTERS = """
(SELECT COALESCE(sum(talk.seller_unread), 0) FROM conversations_conversation talk
 WHERE talk.seller_unread > 0 AND talk.seller_id IN (
   SELECT seller.id FROM accounts_grant held JOIN sellers_seller seller ON seller.code = held.scope_code
   WHERE held.person_id = accounts_person.id AND held.scope_kind = 'seller' AND held.role = ANY(%s)
     AND held.given_at <= %s AND (held.ends_at IS NULL OR held.ends_at > %s)
   UNION
   SELECT mandate.seller_id FROM sellers_mandate mandate
   JOIN sellers_seller household ON household.id = mandate.seller_id
   JOIN places_commune commune ON commune.id = household.commune_id
   JOIN accounts_grant helps ON helps.person_id = mandate.helper_id AND helps.role = 'helper'
     AND helps.scope_kind = 'commune' AND helps.scope_code = commune.code
     AND helps.given_at <= %s AND (helps.ends_at IS NULL OR helps.ends_at > %s)
   WHERE mandate.helper_id = accounts_person.id AND mandate.status = 'given' AND mandate.given_at <= %s
     AND %s BETWEEN mandate.valid_from AND mandate.valid_until AND 'answer' = ANY(mandate.deeds)
 ))
"""
"""What buyers wrote to the shops that somebody answers for: those of `sellers.selectors.helping.sellers_answered_by`.

A test holds the two together.
"""
