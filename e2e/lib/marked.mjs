// Messages about people who do not exist, with a marker wherever no purpose may hold a value, and another where one may.

/** Makes messages; keeps the ids of all messages and the identifiers of all people it made up. */
export function marked(forbidden, permitted) {
  const people = [];
  const messageIds = [];
  let hosts = 10;

  /** A whole address of the network; shortened it may be held. */
  function address(type, way) {
    hosts += 1;
    return forbidden.also(`203.${hosts}.${hosts + 7}.${200 + (hosts % 50)}`, `IP address of ${type} by ${way}`);
  }

  /** A phone number as somebody typed it: the normal form may be held, the typed one not. */
  function rawPhone(type, way) {
    const digits = String(Math.floor(Math.random() * 9e5) + 1e5);
    const [a, b] = [digits.slice(0, 3), digits.slice(3)];
    permitted.also(`+4420794${digits}`, `phone of ${type} by ${way}`);
    return forbidden.also(`+44 (0)20 794${a[0]}-${a.slice(1)}${b}`, `phone as typed of ${type} by ${way}`);
  }

  /** A message of a type about a new person, with markers wherever no purpose may hold a value. */
  function message(type, way) {
    const bad = (place) => forbidden.make(`${place} of ${type} by ${way}`);
    const good = (place) => permitted.make(`${place} of ${type} by ${way}`);
    const messageId = `leak-${messageIds.length}`;
    messageIds.push(messageId);
    const email = `${good('email')}@shop.example`;
    const person = { userId: good('userId'), anonymousId: good('anonymousId') };
    people.push(['user_id', person.userId], ['anonymous_id', person.anonymousId]);
    const traits = {
      first_name: good('first_name'),
      email,
      phone: rawPhone(type, way),
      taste: bad('category without consent'),
      diagnosis: bad('sensitive category'),
      patient_id: bad('identifier of a category that no purpose holds'),
      undeclared: bad('undeclared trait'),
      [bad('name of a trait')]: 'x',
      nested: { [bad('nested name')]: [bad('nested value')] },
    };
    const context = {
      ip: address(type, way),
      userAgent: good('userAgent'),
      page: { url: `https://shop.example/${good('page.url')}`, search: bad('undeclared context') },
      [bad('name of a context field')]: bad('value of an undeclared context field'),
      traits: { undeclared: bad('undeclared trait in the context'), diagnosis: bad('sensitive trait in the context') },
      externalIds: [{ id: bad('external id'), type: bad('kind of an external id'), collection: 'users', encoding: 'none' }],
      consent: { categoryPreferences: { [bad('consent category')]: true } },
      device: { id: bad('undeclared device id'), advertisingId: bad('advertising id') },
    };
    const rest = {
      identify: { traits },
      track: {
        event: 'Order Completed',
        properties: {
          order_id: good('order_id'),
          total: 9.5,
          note: bad('property without consent'),
          symptom: bad('sensitive property'),
          undeclared: bad('undeclared property'),
          [bad('name of a property')]: bad('value of an undeclared property'),
          products: [{ name: bad('item of an undeclared list') }],
        },
      },
      page: { name: good('page name'), properties: { title: good('title'), referrer: bad('undeclared property') } },
      screen: { name: bad('screen, which the catalog does not declare'), properties: { x: bad('its property') } },
      group: { groupId: good('groupId'), traits: { plan: good('plan'), undeclared: bad('undeclared group trait') } },
      alias: { previousId: good('previousId') },
      consent: {
        consents: [{ purpose: 'service', act: 'grant', evidence: good('evidence'), locale: bad('language of a statement') }],
      },
    };
    return {
      type,
      messageId,
      ...person,
      context,
      ...rest[type],
      integrations: { [bad('name of an integration')]: true },
      _metadata: { undeclared: bad('undeclared member') },
      [bad('name of a member')]: bad('undeclared member'),
    };
  }

  return { people, messageIds, message, address };
}
